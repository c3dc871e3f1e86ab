import { expect, test } from "bun:test";
import { FetchRequest } from "../../../lib/kafka/messages/fetch.ts";
import { ProduceRequest } from "../../../lib/kafka/messages/produce.ts";
import { describe } from "./describe.ts";

test("describe shows a classic version", () => {
  expect(describe(ProduceRequest, 3)).toBe([
    "ProduceRequest version 3",
    "  transactionalId: string or null",
    "  acks: int16",
    "  timeoutMs: int32",
    "  topicData: array",
    "    name: string",
    "    partitionData: array",
    "      index: int32",
    "      records: records or null",
  ].join("\n"));
});

test("describe shows a flexible version, tagged fields last", () => {
  const lines = describe(FetchRequest, 15).split("\n");
  expect(lines[0]).toBe("FetchRequest version 15, flexible");
  expect(lines.slice(-4)).toEqual([
    "  clusterId: string or null, tag 0",
    "  replicaState: struct, tag 1",
    "    replicaId: int32",
    "    replicaEpoch: int64",
  ]);
  expect(lines).toContain("    partitions: array of int32");
});
