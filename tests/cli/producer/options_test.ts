import { describe, expect, test } from "bun:test";
import { parseArguments } from "../../../lib/cli/arguments.ts";
import { consoleProducerSpec, producerOptions } from "../../../lib/cli/producer/options.ts";

function optionsOf(args: readonly string[], properties: Record<string, string> = {}) {
  const parsed = parseArguments(consoleProducerSpec, ["--topic", "t", ...args]);
  return producerOptions(parsed, new Map(Object.entries(properties)));
}

describe("the console producer's settings", () => {
  test("have the script's own defaults", () => {
    expect(optionsOf([])).toEqual({
      acks: -1,
      lingerMs: 1000,
      batchBytes: 16384,
      bufferBytes: 33554432,
      maxBlockMs: 60000,
      retries: 3,
      requestTimeoutMs: 1500,
    });
  });

  test("come from options and properties, an option first", () => {
    const properties = {
      "linger.ms": "7",
      "batch.size": "8",
      "enable.idempotence": "false",
      "max.request.size": "9",
      "delivery.timeout.ms": "10",
    };
    expect(optionsOf(["--timeout", "5", "--max-partition-memory-bytes", "6"], properties))
      .toMatchObject({
        lingerMs: 5,
        batchBytes: 6,
        idempotence: "none",
        recordBytesMax: 9,
        deliveryTimeoutMs: 10,
      });
  });

  test("refuse what cannot be", () => {
    expect(() => optionsOf([], { "linger.ms": "soon" })).toThrow("Not a number of type INT");
    expect(() => optionsOf([], { acks: "2" })).toThrow("one of: all, -1, 0, 1");
  });
});
