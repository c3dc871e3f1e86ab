/**
 * Every golden vector of every message, in both directions: bytes to value to Kafka's JSON, JSON to
 * value to the same bytes. The vectors hold random 64-bit integers; where one lands in a field that
 * is a number here (offsets, timestamps), the message must refuse it, and a twin of its table with
 * `bigint64` in place of `int64` must take it.
 */

import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import type { Field, Fields } from "../../../lib/kafka/schema/field.ts";
import { fromJson, type Json, jsonText, parseJson, toJson } from "../schema/json.ts";
import { type AnyMessage, Message } from "../../../lib/kafka/schema/message.ts";
import {
  GOLDEN_SETS,
  type GoldenVector,
  messagesByName,
  readGoldenVectors,
} from "./golden_vectors.ts";

const byName = messagesByName();

/** What kedge leaves out: KRaft's calls between controllers and to them. */
const LEFT_OUT = [
  "AddRaftVoter",
  "AllocateProducerIds",
  "AssignReplicasToDirs",
  "BeginQuorumEpoch",
  "BrokerHeartbeat",
  "BrokerRegistration",
  "ControllerRegistration",
  "EndQuorumEpoch",
  "Envelope",
  "FetchSnapshot",
  "RemoveRaftVoter",
  "UpdateRaftVoter",
  "Vote",
];

/** Fields that vectors fill past 2^53 and that stay numbers: offsets, timestamps, sizes. */
const NUMBER_FIELDS = [
  "assignmentTimestamp",
  "baseOffset",
  "commitTimestamp",
  "committedOffset",
  "currentStateTimestamp",
  "currentTxnStartOffset",
  "endOffset",
  "expireTimestamp",
  "expiryTimestamp",
  "expiryTimestampMs",
  "fetchOffset",
  "finalizedFeaturesEpoch",
  "firstOffset",
  "highWatermark",
  "issueTimestamp",
  "issueTimestampMs",
  "lag",
  "lastCaughtUpTimestamp",
  "lastContainedLogTimestamp",
  "lastFetchTimestamp",
  "lastOffset",
  "lastStableOffset",
  "lastTimestamp",
  "logAppendTimeMs",
  "logEndOffset",
  "logStartOffset",
  "lowWatermark",
  "maxTimestamp",
  "maxTimestampMs",
  "offset",
  "offsetLag",
  "oldStyleOffsets",
  "partitionSize",
  "sessionLifetimeMs",
  "startOffset",
  "timestamp",
  "totalBytes",
  "transactionLastUpdateTimestampMs",
  "transactionStartTimeMs",
  "transactionStartTimestampMs",
  "usableBytes",
  "version",
];

/** The same table with every int64 as a bigint. */
function widen(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, widenField(each)]));
}

function widenField(field: Field): Field {
  if (field.fields !== undefined) return { ...field, fields: widen(field.fields) };
  if (field.element !== undefined) return { ...field, element: widenField(field.element) };
  if (field.kind !== "int64") return field;
  const { default: value, ...options } = field.options;
  if (typeof value !== "number") return { ...field, kind: "bigint64", options };
  return { ...field, kind: "bigint64", options: { ...options, default: BigInt(value) } };
}

function widened(message: AnyMessage): AnyMessage {
  const { name, apiKey, validVersions: { min, max }, flexibleFrom } = message;
  const header = { apiKey, versions: [min, max] as const, flexibleFrom };
  return new Message(name, header, widen(message.fields));
}

/** Names of int64 fields in which the JSON holds more than a number can. */
function pastNumbers(fields: Fields, json: Json): string[] {
  const object = json as { [name: string]: Json };
  return Object.entries(fields).flatMap(([name, field]) =>
    object[name] === undefined ? [] : pastNumber(name, field, object[name])
  );
}

function pastNumber(name: string, field: Field, json: Json): string[] {
  if (json === null) return [];
  if (Array.isArray(json)) return json.flatMap((each) => pastNumber(name, field.element!, each));
  if (field.kind === "struct") return pastNumbers(field.fields!, json);
  return field.kind === "int64" && typeof json === "bigint" ? [name] : [];
}

function encode(message: AnyMessage, version: number, json: Json): string {
  const writer = new Writer();
  message.encode(writer, version, fromJson(message, version, json));
  return Buffer.from(writer.finish()).toString("hex");
}

/** The vectors' JSON shows records that are not null as "": the bytes alone tell what they are. */
function hideRecords(fields: Fields, json: Json): Json {
  const object = { ...(json as { [name: string]: Json }) };
  for (const [name, field] of Object.entries(fields)) {
    const value = object[name];
    const inner = field.fields ?? field.element?.fields;
    if (value === undefined || value === null) continue;
    if (field.kind === "records") object[name] = "";
    else if (inner !== undefined && Array.isArray(value)) {
      object[name] = value.map((each) => hideRecords(inner, each));
    } else if (inner !== undefined) object[name] = hideRecords(inner, value);
  }
  return object;
}

/** Both directions of one vector: bytes to value to JSON, and back. */
function checkBoth(message: AnyMessage, { version, bytes, json }: GoldenVector): void {
  const hex = Buffer.from(bytes).toString("hex");
  const reader = new Reader(bytes);
  const value = message.decode(reader, version);
  const name = `${message.name} version ${version}`;
  const found = toJson(message, version, value);
  const shown = hideRecords(message.fields, found);
  // A bigint field gives small values as bigint too; text has one form for both.
  expect({ name, json: parseJson(jsonText(shown)) }).toEqual({ name, json });
  expect(reader.remaining).toBe(0);
  const again = new Writer();
  message.encode(again, version, value as never);
  expect(`${name} ${Buffer.from(again.finish()).toString("hex")}`).toBe(`${name} ${hex}`);
  const hasRecords = jsonText(shown) !== jsonText(found);
  expect(`${name} ${encode(message, version, hasRecords ? found : json)}`).toBe(`${name} ${hex}`);
}

function checkRefused(message: AnyMessage, { version, bytes, json }: GoldenVector): void {
  const decode = () => message.decode(new Reader(bytes), version);
  expect(decode).toThrow(MalformedError);
  expect(decode).toThrow(`${message.name} version ${version}: Cannot take int64`);
  expect(() => encode(message, version, json)).toThrow(RangeError);
}

describe("golden vectors", () => {
  const checked: Record<string, number> = {};
  const refused: Record<string, number> = {};
  const fields = new Set<string>();
  const leftOut = new Set<string>();
  for (const set of GOLDEN_SETS) {
    const perMessage = Map.groupBy(readGoldenVectors(set), (vector) => vector.message);
    checked[set] = refused[set] = 0;
    for (const [name, vectors] of perMessage) {
      const message = byName.get(name);
      if (message === undefined) {
        leftOut.add(name.replace(/(Request|Response)$/, ""));
        continue;
      }
      const wide = widened(message);
      test(`${name} of ${set}: ${vectors.length}`, () => {
        for (const vector of vectors) {
          checkBoth(wide, vector);
          const past = pastNumbers(message.fields, vector.json);
          for (const each of past) fields.add(each);
          if (past.length === 0) checkBoth(message, vector);
          else checkRefused(message, vector);
          checked[set]! += 1;
          if (past.length > 0) refused[set]! += 1;
        }
      });
    }
  }

  test("all were there", () => {
    console.log("golden vectors checked:", checked, "of these refused past 2^53:", refused);
    expect(checked).toEqual({ kafka_messages: 2580, kafka_messages_3_9: 448 });
    expect(refused).toEqual({ kafka_messages: 366, kafka_messages_3_9: 57 });
    expect([...leftOut].sort()).toEqual(LEFT_OUT);
    expect([...fields].sort()).toEqual(NUMBER_FIELDS);
  });
});
