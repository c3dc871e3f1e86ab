import { afterEach, beforeEach, expect, test } from "bun:test";
import { featuresOf } from "../../../lib/kafka/handlers/features.ts";
import { updateFeatures } from "../../../lib/kafka/handlers/update_features.ts";
import {
  UpdateFeaturesRequest,
  UpdateFeaturesResponse,
} from "../../../lib/kafka/messages/update_features.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { send, startTestBroker, type TestBroker } from "../test_broker.ts";

const api = {
  handler: updateFeatures,
  request: UpdateFeaturesRequest,
  response: UpdateFeaturesResponse,
};
const UPGRADE = 1;
const SAFE_DOWNGRADE = 2;

let running: TestBroker;

beforeEach(async () => {
  running = await startTestBroker();
});
afterEach(() => running.close());

function update(feature: string, maxVersionLevel: number, upgradeType: number) {
  return { feature, maxVersionLevel, upgradeType };
}

function change(featureUpdates: ReturnType<typeof update>[], { validateOnly = false } = {}) {
  return send(running.broker, api, { version: 2, request: { featureUpdates, validateOnly } });
}

function level(name: string): number | undefined {
  return featuresOf(running.broker.image).find((one) => one.name === name)?.finalized;
}

test("a level that is lowered and raised again is in force when the answer comes", async () => {
  const { epoch } = running.broker.image.features;
  expect((await change([update("transaction.version", 1, SAFE_DOWNGRADE)])).errorCode).toBe(0);
  expect(level("transaction.version")).toBe(1);
  expect(running.broker.image.features.epoch).toBeGreaterThan(epoch);
  expect((await change([update("transaction.version", 2, UPGRADE)])).errorCode).toBe(0);
  expect(level("transaction.version")).toBe(2);
});

test("validateOnly changes nothing", async () => {
  const lower = [update("transaction.version", 0, SAFE_DOWNGRADE)];
  expect((await change(lower, { validateOnly: true })).errorCode).toBe(0);
  expect(level("transaction.version")).toBe(2);
});

test("version 0 and 1 answer each feature", async () => {
  const results = [{ feature: "transaction.version", errorCode: 0 }];
  const one = { feature: "transaction.version", maxVersionLevel: 1 };
  expect(
    await send(running.broker, api, {
      version: 0,
      request: { featureUpdates: [{ ...one, allowDowngrade: true }] },
    }),
  ).toMatchObject({ errorCode: 0, results });
  expect(
    await send(running.broker, api, {
      version: 1,
      request: { featureUpdates: [{ ...one, upgradeType: UPGRADE }] },
    }),
  ).toMatchObject({ errorCode: 0, results });
});

test.each([
  [update("metadata.version", 20, UPGRADE), "INVALID_UPDATE_VERSION", "does not support"],
  [
    update("transaction.version", 3, UPGRADE),
    "INVALID_UPDATE_VERSION",
    "only supports versions 0-2",
  ],
  [update("transaction.version", -1, UPGRADE), "INVALID_UPDATE_VERSION", "cannot be negative"],
  [update("transaction.version", 1, UPGRADE), "INVALID_UPDATE_VERSION", "Can't downgrade"],
  [update("transaction.version", 1, 9), "INVALID_UPDATE_VERSION", "upgrade type 9 is not known"],
])("%j is refused with %s: %s", async (bad, error, message) => {
  const good = update("group.version", 0, UPGRADE);
  const answer = await change([good, bad]);
  expect(errorName(answer.errorCode)).toBe(error);
  expect(answer.errorMessage).toContain(message);
});

test("all are changed or none", async () => {
  await change([
    update("transaction.version", 1, SAFE_DOWNGRADE),
    update("no.such.feature", 1, UPGRADE),
  ]);
  expect(level("transaction.version")).toBe(2);
  const twice = update("transaction.version", 1, SAFE_DOWNGRADE);
  expect(errorName((await change([twice, twice])).errorCode)).toBe("INVALID_REQUEST");
});

test("a level that this broker does not know counts as the highest that it does", () => {
  const levels = new Map([["transaction.version", 9], ["group.version", 1]]);
  const features = featuresOf({ features: { levels, epoch: 3 } });
  expect(features.map(({ finalized }) => finalized)).toEqual([0, 2]);
});
