/**
 * Fuzzes the readers of ZooKeeper's records, requests, responses and transactions alike.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { Reader } from "../../lib/bytes/reader.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import * as dataRecords from "../../lib/zookeeper/protocol/data_records.ts";
import type { Codec, RecordCodec } from "../../lib/zookeeper/protocol/jute.ts";
import * as requestRecords from "../../lib/zookeeper/protocol/request_records.ts";
import * as responseRecords from "../../lib/zookeeper/protocol/response_records.ts";
import * as sessionRecords from "../../lib/zookeeper/protocol/session_records.ts";
import * as txnRecords from "../../lib/zookeeper/protocol/txn_records.ts";
import { countElements, takenOrRefused } from "./expect_refusal.ts";
import { type FuzzInput, type FuzzTarget, pick } from "./fuzz_target.ts";
import { mutate } from "./mutate.ts";

type AnyRecord = RecordCodec<Readonly<Record<string, Codec<unknown, never>>>>;

const modules = [dataRecords, sessionRecords, requestRecords, responseRecords, txnRecords];
const codecs = new Map<string, AnyRecord>(
  modules.flatMap((module) => Object.entries(module)).filter((
    entry,
  ): entry is [string, AnyRecord] => isRecord(entry[1])),
);

function isRecord(value: unknown): value is AnyRecord {
  return typeof value === "object" && value !== null && "fields" in value && "name" in value;
}

interface Seed {
  readonly record: string;
  readonly hex: string;
}

const goldenFile = new URL("../golden/zookeeper.jsonl.gz", import.meta.url);
const seeds = gunzipSync(readFileSync(goldenFile)).toString().trim().split("\n")
  .map((line): Seed => JSON.parse(line))
  .map(({ record, hex }) => ({
    kind: record.slice(record.indexOf(".") + 1),
    bytes: new Uint8Array(Buffer.from(hex, "hex")),
  }));
const donors = seeds.map(({ bytes }) => bytes);

export const juteTarget: FuzzTarget = {
  name: "jute",
  round(random, note) {
    const { kind, bytes } = pick(random, seeds);
    // Bytes of another record are good to begin with as well.
    const read = random.int(8) === 0 ? pick(random, seeds).kind : kind;
    const input = { kind: read, bytes: mutate(bytes, random, donors) };
    note(input);
    check(input);
  },
  check,
};

function check({ kind, bytes }: FuzzInput): void {
  const codec = codecs.get(kind);
  if (codec === undefined) throw new Error(`There is no record ${kind}`);
  const value = takenOrRefused(() => codec.read(new Reader(bytes)));
  if (value === undefined) return;
  const elements = countElements(value);
  if (elements > bytes.length) throw new Error(`${elements} elements of ${bytes.length} bytes`);
  const writer = new Writer();
  codec.write(writer, value as never);
  takenOrRefused(() => codec.read(new Reader(writer.finish())));
}
