/**
 * What keys and values of records mean: text and numbers, or the records of internal topics.
 *
 * @module
 */

import { Reader } from "../../bytes/reader.ts";
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from "../../kafka/messages/consumer_protocol.ts";
import { recordMessages } from "../../kafka/messages/record_messages.ts";
import {
  TransactionLogKey,
  TransactionLogValue,
} from "../../kafka/messages/transaction_log_record.ts";
import { type Json, jsonText, toJson } from "../../kafka/schema/message_json.ts";
import type { AnyMessage } from "../../kafka/schema/mod.ts";
import type { ParsedArguments } from "../arguments.ts";
import { TerseError } from "../terse_error.ts";
import { clusterMetadataRecords } from "./cluster_metadata_records.ts";
import { MISSING_DECODERS } from "./options.ts";
import { shareStateRecords } from "./share_state_records.ts";

/** What is to be told. */
export interface DecodableRecord {
  readonly offset: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
}

/** Key and value as text; null where nothing is said of it. */
export interface RecordTexts {
  readonly key: string | null;
  readonly payload: string | null;
}

/** Tells a record. */
export type RecordDecoder = (record: DecodableRecord) => RecordTexts;

/**
 * The decoder that the options choose.
 *
 * @throws {TerseError} for one that is not there
 */
export function decoderOf(parsed: ParsedArguments): RecordDecoder {
  if (parsed.has("offsets-decoder")) return keyedDecoder("offset", recordMessages);
  if (parsed.has("share-group-state-decoder")) {
    return keyedDecoder("share group state", shareStateRecords);
  }
  if (parsed.has("transaction-log-decoder")) return decodeTransactionRecord;
  if (parsed.has("cluster-metadata-decoder")) return decodeClusterRecord;
  const missing = MISSING_DECODERS.find((name) => parsed.has(name));
  if (missing !== undefined) {
    throw new TerseError(`--${missing} is not there: kedge has no such log`);
  }
  const keys = classDecoder(parsed.get("key-decoder-class")!);
  const values = classDecoder(parsed.get("value-decoder-class")!);
  return ({ key, value }) => ({
    key: key === null ? null : keys(key),
    payload: value === null ? null : values(value),
  });
}

const text = new TextDecoder();

/** By the last part of the class's name. */
const CLASS_DECODERS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  StringDecoder: (bytes) => text.decode(bytes),
  IntegerDecoder: (bytes) => String(new Reader(bytes).int32()),
  LongDecoder: (bytes) => String(new Reader(bytes).bigint64()),
  DefaultDecoder: (bytes) => Buffer.from(bytes).toString("hex"),
};

function classDecoder(className: string): (bytes: Uint8Array) => string {
  const decoder = CLASS_DECODERS[className.slice(className.lastIndexOf(".") + 1)];
  if (decoder !== undefined) return decoder;
  const known = Object.keys(CLASS_DECODERS).join(", ");
  throw new TerseError(`Cannot use decoder ${className}: ${known} are there`);
}

/** Keys and values of a topic, by the type that keys open with. */
function byType(
  messages: readonly AnyMessage[],
): ReadonlyMap<number, { key: AnyMessage; value: AnyMessage }> {
  const byName = new Map(messages.map((each) => [each.name, each]));
  return new Map(
    messages.filter(({ name }) => name.endsWith("Key") && name !== "TransactionLogKey")
      .flatMap((key) => {
        const value = byName.get(key.name.replace(/Key$/, "Value"));
        return value === undefined ? [] : [[key.apiKey, { key, value }] as const];
      }),
  );
}

const DELETED = "<DELETE>";

/** Decodes records whose keys say what they are. */
function keyedDecoder(topic: string, messages: readonly AnyMessage[]): RecordDecoder {
  const types = byType(messages);
  return (record) => {
    if (record.key !== null) return decodeKeyed(record.key, { record, types });
    throw new TerseError(
      `Failed to decode message at offset ${record.offset} using ${topic} topic decoder (message ` +
        "had a missing key)",
    );
  };
}

function decodeKeyed(
  key: Uint8Array,
  { record, types }: { record: DecodableRecord; types: ReturnType<typeof byType> },
): RecordTexts {
  const { offset, value } = record;
  try {
    const reader = new Reader(key);
    const type = reader.int16();
    const messages = types.get(type);
    if (messages === undefined) {
      return { key: `Unknown record type ${type} at offset ${offset}, skipping.`, payload: null };
    }
    const { max } = messages.key.validVersions;
    const decoded = messages.key.decode(reader, max);
    return {
      key: jsonText({ type: String(type), data: toJson(messages.key, max, decoded) }),
      payload: value === null ? DELETED : valueText(messages.value, value),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { key: `Error at offset ${offset}, skipping. ${reason}`, payload: null };
  }
}

function decodeTransactionRecord({ key, value }: DecodableRecord): RecordTexts {
  if (key === null) return { key: null, payload: null };
  const reader = new Reader(key);
  const type = reader.int16();
  if (type !== TransactionLogKey.apiKey) {
    return { key: jsonText({ type: String(type), data: "unknown" }), payload: DELETED };
  }
  const data = toJson(TransactionLogKey, 0, TransactionLogKey.decode(reader, 0));
  return {
    key: jsonText({ type: String(type), data }),
    payload: value === null ? DELETED : valueText(TransactionLogValue, value),
  };
}

/** The only framing of records there is. */
const FRAME_VERSION = 1;
const CLUSTER_RECORDS = new Map(clusterMetadataRecords.map((each) => [each.apiKey, each]));

/** `frame version, type, version` as varints, then the record. */
function decodeClusterRecord({ offset, value }: DecodableRecord): RecordTexts {
  try {
    const reader = new Reader(value ?? new Uint8Array(0));
    const frameVersion = reader.unsignedVarint();
    if (frameVersion !== FRAME_VERSION) {
      throw new TerseError(
        `Could not deserialize metadata record with frame version ${frameVersion}`,
      );
    }
    const type = reader.unsignedVarint();
    const version = reader.unsignedVarint();
    const message = CLUSTER_RECORDS.get(type);
    if (message === undefined) throw new TerseError(`Unknown metadata id ${type}`);
    const data = toJson(message, version, message.decode(reader, version));
    const name = message.name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
    return { key: null, payload: jsonText({ type: name, version, data }) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { key: null, payload: `Error at ${offset}, skipping. ${reason}` };
  }
}

function valueText(message: AnyMessage, value: Uint8Array): string {
  const reader = new Reader(value);
  const version = reader.int16();
  const data = toJson(message, version, message.decode(reader, version));
  if (message.name === "GroupMetadataValue") openMembers(data);
  return jsonText({ version: String(version), data });
}

/** Puts what consumers say in place of its bytes. */
function openMembers(group: Json): void {
  if (!isObject(group) || group["protocolType"] !== "consumer") return;
  const members = group["members"];
  if (!Array.isArray(members)) return;
  for (const member of members) {
    if (!isObject(member)) continue;
    open(member, "subscription", ConsumerProtocolSubscription);
    open(member, "assignment", ConsumerProtocolAssignment);
  }
}

function open(member: { [name: string]: Json }, field: string, message: AnyMessage): void {
  const bytes = member[field];
  if (typeof bytes !== "string") return;
  try {
    const reader = new Reader(new Uint8Array(Buffer.from(bytes, "base64")));
    // A newer client's version is read as far as it is known.
    const version = Math.min(reader.int16(), message.validVersions.max);
    member[field] = toJson(message, version, message.decode(reader, version));
  } catch {
    // Not as consumers write it: the bytes stay.
  }
}

function isObject(json: Json): json is { [name: string]: Json } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
