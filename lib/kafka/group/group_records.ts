/**
 * The records of `__consumer_offsets` in Kafka's own form: a key that opens with its type, a value
 * that opens with its version. Written in the versions that Kafka 4.3 writes; every version is
 * read.
 *
 * | type | key | value |
 * | --- | --- | --- |
 * | 0, 1 | OffsetCommitKey | OffsetCommitValue: 4; 1 where the client set an expiry |
 * | 2 | GroupMetadataKey | GroupMetadataValue: 3 |
 * | 3 and up | groups of the newer protocols | left alone |
 *
 * @module
 */
import { Reader } from "../../bytes/reader.ts";
import { ZERO_UUID } from "../../bytes/uuid.ts";
import { Writer } from "../../bytes/writer.ts";
import type { KeyValueRecord } from "../../state_machine/record_log.ts";
import { GroupMetadataKey, GroupMetadataValue } from "../messages/group_metadata_record.ts";
import { LegacyOffsetCommitKey } from "../messages/legacy_offset_commit_record.ts";
import { OffsetCommitKey, OffsetCommitValue } from "../messages/offset_commit_record.ts";
import type { Input, Message } from "../schema/mod.ts";
import type { CommittedOffset, OffsetKey } from "./offset_store.ts";

/** The one version that keys have. */
const KEY_VERSION = 0;
const OFFSET_VALUE_VERSION = 4;
/** The only version that can say when an offset expires. */
const OFFSET_VALUE_EXPIRY_VERSION = 1;
/** The newest that is not flexible: brokers from 2.3 on read it. */
const GROUP_VALUE_VERSION = 3;

/** What a record says. Null values are tombstones. */
export type GroupRecord =
  | { readonly kind: "offset"; readonly key: OffsetKey; readonly value: CommittedOffset | null }
  | { readonly kind: "group"; readonly groupId: string; readonly value: GroupMetadataValue | null }
  | { readonly kind: "other"; readonly type: number };

/**
 * Reads a record.
 *
 * @throws {MalformedError} where the bytes are not what their type and version promise
 * @throws {UnsupportedVersionError} where the value is of a version that Kafka does not have yet
 */
export function readGroupRecord({ key, value }: KeyValueRecord): GroupRecord {
  const reader = new Reader(key);
  const type = reader.int16();
  if (type === OffsetCommitKey.apiKey || type === LegacyOffsetCommitKey.apiKey) {
    const { group, topic, partition } = OffsetCommitKey.decode(reader, KEY_VERSION);
    return {
      kind: "offset",
      key: { groupId: group, topic, partition },
      value: value === null ? null : readOffset(value),
    };
  }
  if (type === GroupMetadataKey.apiKey) {
    const { group } = GroupMetadataKey.decode(reader, KEY_VERSION);
    return { kind: "group", groupId: group, value: value === null ? null : readGroup(value) };
  }
  return { kind: "other", type };
}

function readOffset(bytes: Uint8Array): CommittedOffset {
  const reader = new Reader(bytes);
  const value = OffsetCommitValue.decode(reader, reader.int16());
  return {
    offset: value.offset,
    leaderEpoch: value.leaderEpoch,
    metadata: value.metadata,
    commitTimestampMs: value.commitTimestamp,
    expireTimestampMs: value.expireTimestamp === -1 ? null : value.expireTimestamp,
    topicId: value.topicId,
  };
}

function readGroup(bytes: Uint8Array): GroupMetadataValue {
  const reader = new Reader(bytes);
  return GroupMetadataValue.decode(reader, reader.int16());
}

/** The record of a committed offset. */
export function offsetCommitRecord(key: OffsetKey, value: CommittedOffset): KeyValueRecord {
  const { expireTimestampMs } = value;
  const version = expireTimestampMs === null ? OFFSET_VALUE_VERSION : OFFSET_VALUE_EXPIRY_VERSION;
  return {
    key: offsetKeyBytes(key),
    value: versioned(version, OffsetCommitValue, {
      offset: value.offset,
      leaderEpoch: value.leaderEpoch,
      metadata: value.metadata,
      commitTimestamp: value.commitTimestampMs,
      expireTimestamp: expireTimestampMs ?? -1,
      topicId: value.topicId || ZERO_UUID,
    }),
  };
}

/** Says that an offset is gone. */
export function offsetTombstone(key: OffsetKey): KeyValueRecord {
  return { key: offsetKeyBytes(key), value: null };
}

/** The record of a group. */
export function groupMetadataRecord(
  groupId: string,
  value: Input<typeof GroupMetadataValue>,
): KeyValueRecord {
  return {
    key: groupKeyBytes(groupId),
    value: versioned(GROUP_VALUE_VERSION, GroupMetadataValue, value),
  };
}

/** Says that a group is gone. */
export function groupTombstone(groupId: string): KeyValueRecord {
  return { key: groupKeyBytes(groupId), value: null };
}

function offsetKeyBytes({ groupId, topic, partition }: OffsetKey): Uint8Array {
  const writer = new Writer();
  writer.int16(OffsetCommitKey.apiKey);
  OffsetCommitKey.encode(writer, KEY_VERSION, { group: groupId, topic, partition });
  return writer.finish();
}

function groupKeyBytes(groupId: string): Uint8Array {
  const writer = new Writer();
  writer.int16(GroupMetadataKey.apiKey);
  GroupMetadataKey.encode(writer, KEY_VERSION, { group: groupId });
  return writer.finish();
}

function versioned<Given>(
  version: number,
  message: Message<unknown, Given>,
  value: Given,
): Uint8Array {
  const writer = new Writer();
  writer.int16(version);
  message.encode(writer, version, value);
  return writer.finish();
}
