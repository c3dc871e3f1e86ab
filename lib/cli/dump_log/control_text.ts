/**
 * What control records say: ends of transactions, and those of KRaft logs.
 *
 * @module
 */

import { Reader } from "../../bytes/reader.ts";
import {
  KRaftVersionRecord,
  LeaderChangeMessage,
  SnapshotFooterRecord,
  SnapshotHeaderRecord,
  VotersRecord,
} from "../../kafka/messages/kraft_control_record.ts";
import {
  ControlRecordType,
  controlRecordType,
  readEndTransactionMarker,
} from "../../kafka/record/control_record.ts";
import { jsonText, toJson } from "../../kafka/schema/message_json.ts";
import type { AnyMessage } from "../../kafka/schema/mod.ts";

/** Control records of KRaft logs, by type, with the words before their content. */
const KRAFT: ReadonlyMap<number, readonly [string, AnyMessage]> = new Map<
  number,
  readonly [string, AnyMessage]
>([
  [2, ["LeaderChange:", LeaderChangeMessage]],
  [3, ["SnapshotHeader", SnapshotHeaderRecord]],
  [4, ["SnapshotFooter", SnapshotFooterRecord]],
  [5, ["KRaftVersion", KRaftVersionRecord]],
  [6, ["KRaftVoters", VotersRecord]],
]);

/** The record in the script's words. */
export function controlText(
  record: { key: Uint8Array | null; value: Uint8Array | null },
): string {
  const type = controlRecordType(record.key);
  const marker = readEndTransactionMarker(record);
  if (marker !== null) {
    const name = marker.type === ControlRecordType.COMMIT ? "COMMIT" : "ABORT";
    return `endTxnMarker: ${name} coordinatorEpoch: ${marker.coordinatorEpoch}`;
  }
  const known = KRAFT.get(type);
  if (known === undefined || record.value === null) return `controlType: UNKNOWN(${type})`;
  const [words, message] = known;
  // Each begins with its version, which is a field of it as well.
  const { max } = message.validVersions;
  const version = Math.min(new Reader(record.value).int16(), max);
  return `${words} ${
    jsonText(toJson(message, version, message.decode(new Reader(record.value), version)))
  }`;
}
