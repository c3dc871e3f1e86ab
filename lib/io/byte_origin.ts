/**
 * Bytes that were read from a file on the way to a client, and where they can be read again. So a
 * client that does not read its answer need not cost memory: what waits for it is let go and read
 * once more when it goes on (output_queue.ts). And what has been sent is freed at once, not when
 * the garbage collector comes by.
 *
 * @module
 */

/** Where a buffer's bytes lie. */
export interface ByteOrigin {
  /**
   * Reads a part of the buffer again.
   *
   * @param position where it begins in the buffer, in bytes
   * @returns null where the bytes are gone, or fewer are there
   */
  read(position: number, length: number): Promise<Uint8Array | null>;
}

/** Smaller buffers are left to the garbage collector. */
const FREED_BYTES_MIN = 64 << 10;

/** Buffers that belong to one answer alone, by themselves: views of one have the same. */
const ORIGINS = new WeakMap<ArrayBufferLike, ByteOrigin>();

/** Buffers that are maps of files: their pages are the kernel's. */
const MAPS = new WeakSet<ArrayBufferLike>();

/** Says that these bytes are a map of a file. @returns them */
export function noteMapped(bytes: Uint8Array): Uint8Array {
  MAPS.add(bytes.buffer);
  return bytes;
}

/** Whether these bytes lie in a map of a file. */
export function isMapped(bytes: Uint8Array): boolean {
  return MAPS.has(bytes.buffer);
}

/**
 * Says where `bytes` were read. From then on they belong to the one who sends them, who may take
 * them out of memory: then every view of the buffer is empty.
 */
export function noteOrigin(bytes: Uint8Array, origin: ByteOrigin): void {
  ORIGINS.set(bytes.buffer, origin);
}

/** Where the buffer of these bytes was read, or undefined. */
export function originOf(bytes: Uint8Array): ByteOrigin | undefined {
  return ORIGINS.get(bytes.buffer);
}

/** Frees the memory of bytes that have an origin, and of all views of their buffer. */
export function freeRead(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && ORIGINS.delete(buffer)) buffer.transfer(0);
}

/** Frees bytes that nobody needs any more, where they are many and alone in their buffer. */
export function freeOwned(bytes: Uint8Array): void {
  if (bytes.length < FREED_BYTES_MIN) return;
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length) buffer.transfer(0);
}
