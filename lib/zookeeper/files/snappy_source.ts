/**
 * The content of a file in xerial's snappy framing, block by block:
 *
 *     82 "SNAPPY" 00 | version int32 | compatible version int32 | { length int32, block }…
 *
 * @module
 */
import { BlockOutput } from "../../bytes/compression/block_output.ts";
import { snappyBlockLength, snappyDecompressBlock } from "../../bytes/compression/snappy_block.ts";
import type { ByteSource } from "./byte_source.ts";
import { DamagedFileError } from "./damaged_file_error.ts";

const MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00];
const HEADER_BYTES = 16;
const LENGTH_BYTES = 4;
/** snappy-java writes blocks of 32 KiB and can be told to write larger ones. */
const BLOCK_BYTES_MAX = 64 << 20;

/** Takes exact lengths out of chunks. */
class Chunks {
  readonly #source: ByteSource;
  #bytes = new Uint8Array(0);
  /** Bytes taken so far. */
  taken = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The next `length` bytes, fewer only at the end. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [this.#bytes];
    let available = this.#bytes.length;
    while (available < length) {
      const chunk = await this.#source.next();
      if (chunk === null) break;
      parts.push(new Uint8Array(chunk));
      available += chunk.length;
    }
    const all = parts.length === 1 ? this.#bytes : new Uint8Array(Buffer.concat(parts));
    this.#bytes = all.subarray(length);
    const taken = all.subarray(0, length);
    this.taken += taken.length;
    return taken;
  }
}

/** @param path of the file, for messages */
export function snappySource(source: ByteSource, path: string): ByteSource {
  const chunks = new Chunks(source);
  const refuse = (position: number, found: string) => {
    throw new DamagedFileError({ path, position }, `${found} (bytes of the compressed file)`);
  };
  let hasHeader = false;
  return {
    async next() {
      if (!hasHeader) {
        const header = await chunks.take(HEADER_BYTES);
        const isSnappy = header.length === HEADER_BYTES && MAGIC.every((b, i) => header[i] === b);
        if (!isSnappy) refuse(0, "it does not begin as a snappy stream");
        hasHeader = true;
      }
      const at = chunks.taken;
      const length = await chunks.take(LENGTH_BYTES);
      if (length.length === 0) return null;
      if (length.length < LENGTH_BYTES) refuse(at, "it ends within the length of a block");
      const bytes = new DataView(length.buffer, length.byteOffset).getInt32(0);
      if (bytes <= 0 || bytes > BLOCK_BYTES_MAX) refuse(at, `a block of ${bytes} bytes`);
      const block = await chunks.take(bytes);
      if (block.length < bytes) refuse(at, `it ends within a block of ${bytes} bytes`);
      return decompressed(block, (found) => refuse(at, found));
    },
  };
}

function decompressed(block: Uint8Array, refuse: (found: string) => void): Uint8Array {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const whole = { start: 0, end: block.length };
  try {
    const length = snappyBlockLength(view, whole);
    if (length > BLOCK_BYTES_MAX) refuse(`a block that holds ${length} bytes`);
    const output = new BlockOutput(length);
    snappyDecompressBlock(view, whole, output);
    return output.finish();
  } catch (error) {
    if (error instanceof DamagedFileError) throw error;
    refuse(error instanceof Error ? error.message : String(error));
    throw error;
  }
}
