/**
 * A Unix datagram socket that a test reads, as a service manager does: Bun has none, so libc's.
 *
 * @module
 */
import { dlopen, FFIType } from "bun:ffi";
import { closeSync } from "node:fs";
import { socketAddress } from "../../lib/io/notify_socket.ts";

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const MSG_DONTWAIT = 0x40;
const MESSAGE_BYTES_MAX = 4096;

const { symbols: calls } = dlopen("libc.so.6", {
  socket: { args: [FFIType.i32, FFIType.i32, FFIType.i32], returns: FFIType.i32 },
  bind: { args: [FFIType.i32, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
  recv: { args: [FFIType.i32, FFIType.ptr, FFIType.u64, FFIType.i32], returns: FFIType.i64 },
});

/** The receiving end. */
export class DatagramSocket {
  /** Everything received so far, in order. */
  readonly messages: string[] = [];
  readonly #descriptor: number;

  /** @param address a path, or `@` and an abstract name */
  constructor(address: string) {
    const place = socketAddress(address);
    if (place === null) throw new Error(`Cannot bind ${address}: it is no address`);
    this.#descriptor = calls.socket(AF_UNIX, SOCK_DGRAM, 0);
    if (calls.bind(this.#descriptor, place, place.length) !== 0) {
      throw new Error(`Cannot bind ${address}`);
    }
  }

  /** Takes what has come, without waiting. */
  receive(): readonly string[] {
    const bytes = new Uint8Array(MESSAGE_BYTES_MAX);
    for (;;) {
      const count = Number(calls.recv(this.#descriptor, bytes, bytes.length, MSG_DONTWAIT));
      if (count < 0) return this.messages;
      this.messages.push(new TextDecoder().decode(bytes.subarray(0, count)));
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
