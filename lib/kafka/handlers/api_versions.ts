/**
 * ApiVersions (API key 18), versions 0 to 5: which APIs, in which versions, this broker serves.
 * What is not in the handlers' list is not advertised.
 *
 * The answer also names the features that Java clients from 4.0 on look for. transaction.version is
 * at level 2: partitions join a transaction by being written to, and its end gives the next epoch
 * (KIP-890). group.version is at level 0, which is told by leaving it out of the finalized ones.
 *
 * - 3: the client tells its software's name and version; flexible, but the response's header is not
 * - 4: features whose lowest supported level is 0 are told; before, clients take such a list for
 *   broken, so that it leaves them out
 * - 5: the client may name the cluster and node it expects
 *
 * @module
 */
import { ApiVersionsRequest, ApiVersionsResponse } from "../messages/api_versions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import type { Broker } from "./broker.ts";
import { featuresOf } from "./features.ts";
import { handler } from "./handler.ts";

/** Before it, clients refuse features whose lowest level is 0. */
const LOWEST_LEVEL_0_FROM = 4;
/** What Kafka allows in a client software's name and version (KIP-511). */
const SOFTWARE_PATTERN = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;
/** First version in which the client tells its software. */
const SOFTWARE_VERSION_MIN = 3;

export const apiVersions = handler({
  request: ApiVersionsRequest,
  response: ApiVersionsResponse,
  versions: [0, 5],
  handle(request, { apiVersion, broker, connection }) {
    if (apiVersion >= SOFTWARE_VERSION_MIN) {
      const { clientSoftwareName: name, clientSoftwareVersion: version } = request;
      if (!SOFTWARE_PATTERN.test(name) || !SOFTWARE_PATTERN.test(version)) {
        return { errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] };
      }
      connection.softwareName = name;
      connection.softwareVersion = version;
    }
    return answer(broker, { errorCode: ErrorCode.NONE, apiVersion });
  },
});

/** What a client gets that asked in a version which is not served: the list, in version 0. */
export function apiVersionsErrorResponse(broker: Broker): Input<typeof ApiVersionsResponse> {
  return answer(broker, { errorCode: ErrorCode.UNSUPPORTED_VERSION, apiVersion: 0 });
}

function answer(
  broker: Broker,
  { errorCode, apiVersion }: { errorCode: number; apiVersion: number },
): Input<typeof ApiVersionsResponse> {
  const features = featuresOf(broker.image);
  const supported = apiVersion >= LOWEST_LEVEL_0_FROM ? features : [];
  return {
    errorCode,
    apiKeys: broker.apiVersions.map(([apiKey, minVersion, maxVersion]) => ({
      apiKey,
      minVersion,
      maxVersion,
    })),
    supportedFeatures: supported.map(({ name, supported }) => {
      return { name, minVersion: 0, maxVersion: supported };
    }),
    finalizedFeaturesEpoch: broker.image.features.epoch,
    finalizedFeatures: features.filter(({ finalized }) => finalized > 0).map(
      ({ name, finalized }) => {
        return { name, minVersionLevel: finalized, maxVersionLevel: finalized };
      },
    ),
  };
}
