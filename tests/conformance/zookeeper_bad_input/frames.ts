/**
 * ZooKeeper's frames as bytes, right or wrong.
 *
 * @module
 */
import { Writer } from "../../../lib/bytes/writer.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";

/** Ints and bytes one after another. */
export function joined(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const writer = new Writer();
  for (const part of parts) {
    if (typeof part === "number") writer.int32(part);
    else writer.bytes(part);
  }
  return writer.finish();
}

/** With its length before it. */
export function framed(...parts: readonly (number | Uint8Array)[]): Uint8Array {
  const body = joined(...parts);
  return joined(body.length, body);
}

/** A string. */
export function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return joined(bytes.length, bytes);
}

/** One byte. */
export function byte(value: number): Uint8Array {
  return new Uint8Array([value]);
}

/** A request to open a session, or to resume one. */
export function connect(
  options: { timeoutMs?: number; sessionId?: bigint; password?: Uint8Array } = {},
): Uint8Array {
  const { timeoutMs = 10_000, sessionId = 0n, password = new Uint8Array(16) } = options;
  const id = Buffer.alloc(8);
  id.writeBigInt64BE(sessionId);
  return framed(0, 0, 0, timeoutMs, id, password.length, password, byte(0));
}

/** A request. */
export function request(
  xid: number,
  type: number,
  ...parts: readonly (number | Uint8Array)[]
): Uint8Array {
  return framed(xid, type, ...parts);
}

/** An access list of one entry. */
export function aclOf(scheme: string, id: string, perms = 31): Uint8Array {
  return joined(1, perms, text(scheme), text(id));
}

export const OPEN_ACL = aclOf("world", "anyone");

/** A create of a node with data. */
export function create(
  xid: number,
  path: string,
  options: { data?: Uint8Array; acl?: Uint8Array; flags?: number } = {},
): Uint8Array {
  const { data = new Uint8Array(0), acl = OPEN_ACL, flags = 0 } = options;
  return request(xid, OpCode.create, text(path), data.length, data, acl, flags);
}
