/**
 * Whether a time server sets the machine's clock, as the kernel knows it (adjtimex(2), Linux).
 *
 * @module
 */
import { FFIType } from "bun:ffi";
import { bindCalls } from "./libc.ts";

/** Apart from the other calls: no C library but Linux's has it. */
const CALLS = { adjtimex: { args: [FFIType.ptr], returns: FFIType.i32 } } as const;
/** Larger than struct timex on every 64-bit Linux. */
const TIMEX_BYTES = 512;
/** Where struct timex has its status: after modes and four longs. */
const STATUS_POSITION = 40;
const STA_UNSYNC = 0x40;

/** Null where the system does not tell. */
export function isClockSynchronized(): boolean | null {
  // A structure of zeros asks and changes nothing.
  const timex = new Uint8Array(TIMEX_BYTES);
  const state = bindCalls(CALLS)?.adjtimex(timex) ?? -1;
  if (state < 0) return null;
  return (new DataView(timex.buffer).getInt32(STATUS_POSITION, true) & STA_UNSYNC) === 0;
}
