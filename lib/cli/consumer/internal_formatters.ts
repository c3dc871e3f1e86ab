/**
 * Prints the records of `__consumer_offsets` as JSON, as Kafka's OffsetsMessageFormatter and
 * GroupMetadataMessageFormatter do: one object after the other, without line ends.
 *
 * @module
 */

import { Reader } from "../../bytes/reader.ts";
import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { ConsumerRecord } from "../../client/consumer/consumer_record.ts";
import {
  GroupMetadataKey,
  GroupMetadataValue,
} from "../../kafka/messages/group_metadata_record.ts";
import { OffsetCommitKey, OffsetCommitValue } from "../../kafka/messages/offset_commit_record.ts";
import type { Message } from "../../kafka/schema/mod.ts";

const encoder = new TextEncoder();

/** The records of committed offsets. */
export function formatOffsets({ key, value }: ConsumerRecord): Uint8Array[] {
  return format(
    { key, value },
    { keyMessage: OffsetCommitKey, valueMessage: OffsetCommitValue, valueJson: offsetJson },
  );
}

/** The records of classic groups. */
export function formatGroupMetadata({ key, value }: ConsumerRecord): Uint8Array[] {
  return format(
    { key, value },
    { keyMessage: GroupMetadataKey, valueMessage: GroupMetadataValue, valueJson: groupJson },
  );
}

/** A record's type is the version that its key opens with; other types are left out. */
function format<Key, Value>(
  { key, value }: Pick<ConsumerRecord, "key" | "value">,
  { keyMessage, valueMessage, valueJson }: {
    keyMessage: Message<Key, never>;
    valueMessage: Message<Value, never>;
    valueJson: (value: Value, version: number) => object;
  },
): Uint8Array[] {
  if (key === null) return [];
  const keyReader = new Reader(key);
  const type = keyReader.int16();
  if (type !== keyMessage.apiKey) return [];
  const data = keyMessage.decode(keyReader, keyMessage.validVersions.max);
  const json = { key: { type, data }, value: null as object | null };
  if (value !== null) {
    const reader = new Reader(value);
    const version = reader.int16();
    json.value = { version, data: valueJson(valueMessage.decode(reader, version), version) };
  }
  return [encoder.encode(JSON.stringify(json))];
}

function offsetJson(value: OffsetCommitValue, version: number): object {
  const { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp, topicId } = value;
  return {
    offset,
    ...(version >= 3 ? { leaderEpoch } : {}),
    metadata,
    commitTimestamp,
    ...(version === 1 ? { expireTimestamp } : {}),
    ...(version >= 4 && topicId !== ZERO_UUID ? { topicId } : {}),
  };
}

function groupJson(value: GroupMetadataValue, version: number): object {
  const { protocolType, generation, protocol, leader, currentStateTimestamp, members } = value;
  return {
    protocolType,
    generation,
    protocol,
    leader,
    ...(version >= 2 ? { currentStateTimestamp } : {}),
    members: members.map((member) => ({
      memberId: member.memberId,
      ...(version >= 3 ? { groupInstanceId: member.groupInstanceId } : {}),
      clientId: member.clientId,
      clientHost: member.clientHost,
      ...(version >= 1 ? { rebalanceTimeout: member.rebalanceTimeout } : {}),
      sessionTimeout: member.sessionTimeout,
      subscription: Buffer.from(member.subscription).toString("base64"),
      assignment: Buffer.from(member.assignment).toString("base64"),
    })),
  };
}
