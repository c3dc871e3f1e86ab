/**
 * The few calls of the C library that Bun has no function for, bound on first use.
 *
 * @module
 */
import { dlopen, type FFIFunction, FFIType } from "bun:ffi";

const symbols = {
  posix_fallocate: { args: [FFIType.i32, FFIType.i64, FFIType.i64], returns: FFIType.i32 },
  socket: { args: [FFIType.i32, FFIType.i32, FFIType.i32], returns: FFIType.i32 },
  sendto: {
    args: [FFIType.i32, FFIType.ptr, FFIType.u64, FFIType.i32, FFIType.ptr, FFIType.u32],
    returns: FFIType.i64,
  },
  lockf: { args: [FFIType.i32, FFIType.i32, FFIType.i64], returns: FFIType.i32 },
} as const;

/** glibc, musl on the two processors built for, macOS. */
const names = [
  "libc.so.6",
  "libc.musl-x86_64.so.1",
  "libc.musl-aarch64.so.1",
  "/usr/lib/libSystem.B.dylib",
];

/** The calls, bound. */
export type Libc = ReturnType<typeof dlopen<typeof symbols>>["symbols"];
let bound: Libc | null | undefined;

/** The bound calls, or null where no C library could be loaded: callers have a slower way. */
export function libc(): Libc | null {
  if (bound === undefined) bound = bindCalls(symbols);
  return bound;
}

/** Binds calls that not every C library has; null where there is none with all of them. */
export function bindCalls<Calls extends Record<string, FFIFunction>>(
  calls: Calls,
): ReturnType<typeof dlopen<Calls>>["symbols"] | null {
  for (const name of names) {
    try {
      return dlopen(name, calls).symbols;
    } catch {
      // Not this C library: the next name may be it.
    }
  }
  return null;
}
