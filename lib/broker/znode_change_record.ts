/**
 * A change of the znode tree as a record of the topic `__znodes`. The key is the path, or the
 * session's id where no node is concerned; the value is JSON:
 *
 *     {"zxid":42,"time":1763716800123,"session":"0x100001f5c0a0000","operation":"create",
 *      "path":"/a","version":0,"data":"hello"}
 *
 * Data that is not UTF-8 is in base64, and `"encoding":"base64"` says so. Of a transaction with
 * several changes each has its place: `"part":0,"parts":3`.
 *
 * @module
 */
import { isUtf8 } from "node:buffer";
import type { SimpleRecord } from "../kafka/record/record.ts";
import type { Change } from "../zookeeper/operations/change.ts";
import type { LoggedTransaction } from "../zookeeper/operations/transaction_record.ts";
import type { ACL } from "../zookeeper/protocol/data_records.ts";
import { OPEN_ACL_UNSAFE, redactAcl } from "../zookeeper/tree/acl.ts";
import { nodeKind, ttlMsOf } from "../zookeeper/tree/node_kind.ts";

/** A change's place in the order of all: the transaction's number and its own within that. */
export interface ChangePlace {
  readonly zxid: number;
  /** When the transaction was made, in ms. */
  readonly timeMs: number;
  readonly part: number;
  /** Changes of the transaction. */
  readonly parts: number;
}

const encoder = new TextEncoder();
// A byte order mark is data like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** By bit, as ZooKeeper's tools show them. */
const PERMISSION_LETTERS = [[4, "c"], [8, "d"], [1, "r"], [2, "w"], [16, "a"]] as const;

/** The records of one transaction, in the order of its changes; none where it changes nothing. */
export function* changeRecords(
  { header, transaction }: LoggedTransaction,
): Generator<SimpleRecord> {
  const changes = transaction.changes();
  const { zxid, timeMs } = header;
  const session = sessionName(header.sessionId);
  const head = `{"zxid":${zxid},"time":${timeMs},"session":"${session}","operation":"`;
  for (const [part, change] of changes.entries()) {
    const place = changes.length === 1 ? "" : `,"part":${part},"parts":${changes.length}`;
    yield {
      timestamp: timeMs,
      key: encoder.encode(change.path ?? session),
      value: encoder.encode(`${head}${body(change)}${place}}`),
    };
  }
}

/** The session that was named last: changes of one session often come together. */
const named = { id: 0n, name: "0x0" };

/** As ZooKeeper's tools show it. */
function sessionName(id: bigint): string {
  if (id !== named.id) {
    named.id = id;
    named.name = `0x${BigInt.asUintN(64, id).toString(16)}`;
  }
  return named.name;
}

function body(change: Change): string {
  const { operation, version } = change;
  const path = change.path === null ? "null" : JSON.stringify(change.path);
  return `${operation}","path":${path},"version":${version},"data":${dataOf(change.data)}` +
    kindOf(change) + aclOf(change) +
    (change.timeoutMs === undefined ? "" : `,"timeout":${change.timeoutMs}`);
}

function dataOf(data: Uint8Array | null): string {
  if (data === null) return "null";
  if (isUtf8(data)) return JSON.stringify(decoder.decode(data));
  return `"${Buffer.from(data).toString("base64")}","encoding":"base64"`;
}

/** Said of nodes that are not simply persistent. */
function kindOf({ ephemeralOwner }: Change): string {
  if (ephemeralOwner === undefined || ephemeralOwner === 0n) return "";
  const kind = nodeKind(ephemeralOwner);
  return `,"mode":"${kind}"` + (kind === "ttl" ? `,"ttl":${ttlMsOf(ephemeralOwner)}` : "");
}

/** Of a new node only where it is not the open list, which nearly all have. */
function aclOf({ operation, acl }: Change): string {
  if (acl === undefined || (operation === "create" && acl === OPEN_ACL_UNSAFE)) return "";
  // Readers of the topic are no administrators of the node: they do not see its passwords.
  return `,"acl":${JSON.stringify(redactAcl(acl).map(aclEntry))}`;
}

function aclEntry({ perms, id }: ACL): { scheme: string | null; id: string | null; perms: string } {
  const letters = PERMISSION_LETTERS.filter(([bit]) => (perms & bit) !== 0);
  return { scheme: id.scheme, id: id.id, perms: letters.map(([, letter]) => letter).join("") };
}

/**
 * The record that tells of changes which are missing, up to `toZxid`: the coordinator's log does
 * not have them. Where `fromZxid` is above it the numbers began anew, with another tree.
 */
export function gapRecord(
  { fromZxid, toZxid }: { fromZxid: number; toZxid: number },
  timeMs: number,
): SimpleRecord {
  const operation = fromZxid > toZxid ? "reset" : "gap";
  const value = { zxid: toZxid, time: timeMs, session: null, operation, path: null, version: null };
  return {
    timestamp: timeMs,
    key: encoder.encode(operation),
    value: encoder.encode(JSON.stringify({ ...value, data: null, from: fromZxid })),
  };
}

/** Where a record of the topic stands; null where it is none of these records. */
export function placeOf(value: Uint8Array | null): ChangePlace | null {
  if (value === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(decoder.decode(value));
  } catch {
    return null;
  }
  if (typeof content !== "object" || content === null || !("zxid" in content)) return null;
  const { zxid } = content;
  const timeMs = "time" in content ? content.time : null;
  const part = "part" in content ? content.part : 0;
  const parts = "parts" in content ? content.parts : 1;
  if (![zxid, timeMs, part, parts].every((number) => Number.isSafeInteger(number))) return null;
  return { zxid: Number(zxid), timeMs: Number(timeMs), part: Number(part), parts: Number(parts) };
}
