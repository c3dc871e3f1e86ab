import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { apiVersions, apiVersionsErrorResponse } from "../../../lib/kafka/handlers/api_versions.ts";
import { handlers } from "../../../lib/kafka/handlers/mod.ts";
import {
  ApiVersionsRequest,
  ApiVersionsResponse,
} from "../../../lib/kafka/messages/api_versions.ts";
import { ErrorCode, errorName } from "../../../lib/kafka/protocol/error_code.ts";
import {
  send,
  startTestBroker,
  type TestBroker,
  TestConnection,
  versionsOf,
} from "../test_broker.ts";

const api = { handler: apiVersions, request: ApiVersionsRequest, response: ApiVersionsResponse };

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

function ask(version: number, clientSoftwareName = "kcat", clientSoftwareVersion = "1.7.0") {
  const software = version < 3 ? {} : { clientSoftwareName, clientSoftwareVersion };
  return send(running.broker, api, { version, request: software });
}

test.each(versionsOf(apiVersions))("version %i lists exactly what is served", async (version) => {
  const { errorCode, apiKeys } = await ask(version);
  expect(errorCode).toBe(0);
  const served = [...handlers.values()].map(({ request, versions: [minVersion, maxVersion] }) => ({
    apiKey: request.apiKey,
    minVersion,
    maxVersion,
  }));
  expect(apiKeys).toEqual(served.sort((a, b) => a.apiKey - b.apiKey));
});

test.each([3, 4, 5])(
  "version %i tells the features that Java clients look for",
  async (version) => {
    const { finalizedFeatures, finalizedFeaturesEpoch, supportedFeatures } = await ask(version);
    expect(finalizedFeaturesEpoch).toBe(0);
    expect(finalizedFeatures)
      .toEqual([{ name: "transaction.version", minVersionLevel: 2, maxVersionLevel: 2 }]);
    // Clients of version 3 take a list with a lowest level of 0 for broken.
    expect(supportedFeatures).toEqual(
      version === 3 ? [] : [
        { name: "group.version", minVersion: 0, maxVersion: 0 },
        { name: "transaction.version", minVersion: 0, maxVersion: 2 },
      ],
    );
  },
);

test("the client's software is noted for its connection", async () => {
  const connection = new TestConnection();
  await send(running.broker, api, {
    version: 3,
    request: { clientSoftwareName: "librdkafka", clientSoftwareVersion: "2.6.1" },
    connection,
  });
  expect([connection.softwareName, connection.softwareVersion]).toEqual(["librdkafka", "2.6.1"]);
});

describe("a software name or version that KIP-511 does not allow", () => {
  const rows: [string, string][] = [
    ["", "1.0"],
    ["name", ""],
    ["-name", "1.0"],
    ["name.", "1.0"],
    ["na me", "1.0"],
    ["name", "1.0\n"],
  ];

  test.each(rows)("%j %j", async (name, version) => {
    const { errorCode, apiKeys } = await ask(4, name, version);
    expect(errorName(errorCode)).toBe("INVALID_REQUEST");
    expect(apiKeys).toEqual([]);
  });
});

test("a version that is not served is answered with the list and an error", () => {
  const { errorCode, apiKeys } = apiVersionsErrorResponse(running.broker);
  expect(errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION);
  expect(apiKeys.find(({ apiKey }) => apiKey === 18)).toMatchObject({ minVersion: 0 });
});
