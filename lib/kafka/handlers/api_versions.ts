/**
 * ApiVersions (API key 18), versions 0 to 5: which APIs, in which versions, this broker serves.
 * What is not in the handlers' list is not advertised.
 *
 * The answer also names the features that Java clients from 4.0 on look for: group.version and
 * transaction.version, both at level 0, keep them on the classic group protocol and on
 * transactions of version 1.
 *
 * - 3: the client tells its software's name and version; flexible, but the response's header is not
 * - 5: the client may name the cluster and node it expects
 *
 * @module
 */
import { ApiVersionsRequest, ApiVersionsResponse } from "../messages/api_versions.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import type { Broker } from "./broker.ts";
import { handler } from "./handler.ts";

/** Feature levels: the epoch must not be negative for clients to take the list into account. */
const FINALIZED_FEATURES_EPOCH = 0;
const FEATURES = ["group.version", "transaction.version"];
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
    return answer(broker, ErrorCode.NONE);
  },
});

/** What a client gets that asked in a version which is not served: the list, in version 0. */
export function apiVersionsErrorResponse(broker: Broker): Input<typeof ApiVersionsResponse> {
  return answer(broker, ErrorCode.UNSUPPORTED_VERSION);
}

function answer(broker: Broker, errorCode: number): Input<typeof ApiVersionsResponse> {
  return {
    errorCode,
    apiKeys: broker.apiVersions.map(([apiKey, minVersion, maxVersion]) => ({
      apiKey,
      minVersion,
      maxVersion,
    })),
    supportedFeatures: FEATURES.map((name) => ({ name, minVersion: 0, maxVersion: 0 })),
    finalizedFeaturesEpoch: FINALIZED_FEATURES_EPOCH,
    finalizedFeatures: FEATURES.map((name) => ({
      name,
      minVersionLevel: 0,
      maxVersionLevel: 0,
    })),
  };
}
