/**
 * Every golden record of ZooKeeper 3.9, in both directions. The file has one record a line: its
 * name, its bytes as hex, its fields as JSON (longs as text, bytes as `{"$hex"}`).
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import type { Codec, RecordCodec } from "../../../lib/zookeeper/protocol/jute.ts";
import * as dataRecords from "../../../lib/zookeeper/protocol/data_records.ts";
import * as requestRecords from "../../../lib/zookeeper/protocol/request_records.ts";
import * as responseRecords from "../../../lib/zookeeper/protocol/response_records.ts";
import * as sessionRecords from "../../../lib/zookeeper/protocol/session_records.ts";
import * as txnRecords from "../../../lib/zookeeper/protocol/txn_records.ts";

type AnyRecord = RecordCodec<Readonly<Record<string, Codec<unknown, never>>>>;

interface GoldenRecord {
  readonly record: string;
  readonly fields?: readonly string[];
  readonly hex: string;
  readonly json: unknown;
}

function isRecord(value: unknown): value is AnyRecord {
  return typeof value === "object" && value !== null && "fields" in value && "name" in value;
}

const codecs = new Map<string, AnyRecord>();
for (
  const module of [dataRecords, sessionRecords, requestRecords, responseRecords, txnRecords]
) {
  for (const [name, value] of Object.entries(module)) {
    if (isRecord(value)) codecs.set(name, value);
  }
}

/** A decoded value in the golden file's form: longs as text, bytes as hex. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return { $hex: Buffer.from(value).toString("hex") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}

const goldenFile = join(import.meta.dir, "../../golden/zookeeper.jsonl.gz");
const golden: GoldenRecord[] = new TextDecoder()
  .decode(Bun.gunzipSync(readFileSync(goldenFile)))
  .trim().split("\n").map((line) => JSON.parse(line));

describe("golden records", () => {
  test("there are 272", () => {
    expect(golden.length).toBe(272);
  });

  for (const [index, { record, fields, hex, json }] of golden.entries()) {
    test(`${record} ${index} reads and writes the same bytes`, () => {
      const codec = codecs.get(record.slice(record.indexOf(".") + 1));
      if (codec === undefined) throw new Error(`No codec for ${record}`);
      const reader = new Reader(Buffer.from(hex, "hex"));
      const value = codec.read(reader);
      expect(reader.remaining).toBe(0);
      expect(plain(value)).toEqual(json);
      const writer = new Writer();
      codec.write(writer, value as never);
      expect(Buffer.from(writer.finish()).toString("hex")).toBe(hex);
      expect(hex.length / 2).toBeGreaterThanOrEqual(codec.bytesMin);
      const names = fields?.map((field) => field.slice(0, field.indexOf(":")));
      if (names !== undefined) expect(Object.keys(codec.fields)).toEqual(names);
    });
  }
});
