import { expect, test } from "bun:test";
import { CompressionType } from "../../../lib/bytes/compression/mod.ts";
import { ClientProperties } from "../../../lib/cli/client_properties.ts";
import { producerSettings } from "../../../lib/cli/producer/settings.ts";

function settingsOf(properties: Record<string, string>) {
  return producerSettings(new ClientProperties(new Map(Object.entries(properties))));
}

test("only what properties name is set", () => {
  expect(settingsOf({})).toEqual({});
  expect(settingsOf({
    acks: "1",
    "compression.type": "zstd",
    "batch.size": "100",
    "max.in.flight.requests.per.connection": "9",
    "enable.idempotence": "false",
  })).toEqual({
    acks: 1,
    compressionType: CompressionType.ZSTD,
    batchBytes: 100,
    inFlightMax: 9,
    idempotence: "none",
  });
  expect(settingsOf({ "transactional.id": "t", "transaction.timeout.ms": "5" })).toEqual({
    transactionalId: "t",
    transactionTimeoutMs: 5,
  });
});

test("what does not go together is refused", () => {
  const inFlight = "max.in.flight.requests.per.connection";
  expect(() => settingsOf({ acks: "1", "transactional.id": "t" })).toThrow("Must set acks to all");
  expect(() => settingsOf({ acks: "0", "enable.idempotence": "true" })).toThrow("Must set acks");
  expect(() => settingsOf({ [inFlight]: "6" })).toThrow("at most 5");
  expect(() => settingsOf({ [inFlight]: "0", acks: "1" })).toThrow("at least 1");
  expect(() => settingsOf({ "compression.type": "x" })).toThrow("none, gzip, snappy, lz4, zstd");
});
