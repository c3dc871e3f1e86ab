/**
 * Datagrams to the service manager that started this process, as sd_notify(3) describes: to the
 * Unix socket that NOTIFY_SOCKET names. Bun has no Unix datagrams, so libc sends them.
 *
 * @module
 */
import { closeSync } from "node:fs";
import { type Libc, libc } from "./libc.ts";

/** Sends one message to whoever started this process. Never throws. */
export type Notify = (message: string) => void;

const AF_UNIX = 1;
/** SOCK_DGRAM, closed where another program is run. */
const SOCKET_TYPE = 2 | 0o2000000;
/** MSG_DONTWAIT: a message that finds the queue full is lost, and nobody waits. MSG_NOSIGNAL. */
const SEND_FLAGS = 0x40 | 0x4000;
/** Bytes of a path in sockaddr_un, of which the last ends it. */
const PATH_BYTES_MAX = 108;

const encoder = new TextEncoder();

/**
 * How to send to `address`, a path or `@` and an abstract name; null where there is nobody to tell
 * or no way to.
 *
 * @param bindLibc the C library; tests have others
 */
export function openNotifySocket(
  address: string | undefined,
  bindLibc: () => Libc | null = libc,
): Notify | null {
  const place = socketAddress(address ?? "");
  // The numbers above are Linux's.
  const calls = place === null || process.platform !== "linux" ? null : bindLibc();
  if (place === null || calls === null) return null;
  return function notify(message: string): void {
    const descriptor = calls.socket(AF_UNIX, SOCKET_TYPE, 0);
    if (descriptor < 0) return;
    const bytes = encoder.encode(message);
    calls.sendto(descriptor, bytes, bytes.length, SEND_FLAGS, place, place.length);
    closeSync(descriptor);
  };
}

/** A sockaddr_un: the family in two bytes, then the path, or a zero and the abstract name. */
export function socketAddress(address: string): Uint8Array | null {
  if (!/^[/@]./.test(address)) return null;
  const name = encoder.encode(address);
  if (name.length >= PATH_BYTES_MAX) return null;
  const isAbstract = address.startsWith("@");
  // An abstract name ends with the address, a path with a zero.
  const place = new Uint8Array(2 + name.length + (isAbstract ? 0 : 1));
  new DataView(place.buffer).setUint16(0, AF_UNIX, true);
  place.set(name, 2);
  if (isAbstract) place[2] = 0;
  return place;
}
