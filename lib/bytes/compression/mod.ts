/**
 * The compression types of record batches and message sets, by the number that stands in their
 * attributes, and the two functions that everything else calls.
 *
 * @module
 */

import { MalformedError } from "../reader.ts";
import { gzipCompress, gzipDecompress } from "./gzip.ts";
import { beyondLimit } from "./limit.ts";
import { lz4Compress, lz4Decompress } from "./lz4.ts";
import { snappyCompress, snappyDecompress } from "./snappy.ts";
import { zstdCompress, zstdDecompress } from "./zstd.ts";

/** Kafka's numbers of the compression types. */
export const CompressionType = { NONE: 0, GZIP: 1, SNAPPY: 2, LZ4: 3, ZSTD: 4 } as const;
export type CompressionType = typeof CompressionType[keyof typeof CompressionType];

/** The types' names as configuration has them, in the order of their numbers. */
export const COMPRESSION_TYPE_NAMES = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
export type CompressionTypeName = typeof COMPRESSION_TYPE_NAMES[number];

/** True where `id` is the number of a compression type that exists. */
export function isCompressionType(id: number): id is CompressionType {
  return id >= CompressionType.NONE && id <= CompressionType.ZSTD;
}

/** The name of a type. */
export function compressionTypeName(type: CompressionType): CompressionTypeName {
  return COMPRESSION_TYPE_NAMES[type];
}

/** The type of a name, null where there is none. */
export function compressionTypeOf(name: string): CompressionType | null {
  const id = COMPRESSION_TYPE_NAMES.findIndex((known) => known === name);
  return isCompressionType(id) ? id : null;
}

/**
 * Compresses whole.
 *
 * @param type which codec; NONE returns `bytes` as they are
 * @param bytes what to compress
 * @param level gzip 1-9, lz4 1-17, zstd 1-22 (KIP-390); snappy has one way only
 */
export function compress(type: CompressionType, bytes: Uint8Array, level?: number): Uint8Array {
  switch (type) {
    case CompressionType.NONE:
      return bytes;
    case CompressionType.GZIP:
      return gzipCompress(bytes, level);
    case CompressionType.SNAPPY:
      return snappyCompress(bytes);
    case CompressionType.LZ4:
      return lz4Compress(bytes, { level });
    case CompressionType.ZSTD:
      return zstdCompress(bytes, level);
  }
}

/**
 * Decompresses whole.
 *
 * @param type the number from the attributes; NONE returns `bytes` as they are
 * @param bytes the compressed input, exactly
 * @param options `bytesMax`: most bytes to put out
 * @throws MalformedError where the type is unknown, the input is corrupt or cut, or the output
 * would pass `bytesMax`
 */
export function decompress(
  type: number,
  bytes: Uint8Array,
  options: { bytesMax: number },
): Uint8Array {
  switch (type) {
    case CompressionType.NONE:
      if (bytes.length > options.bytesMax) throw beyondLimit("none", options.bytesMax);
      return bytes;
    case CompressionType.GZIP:
      return gzipDecompress(bytes, options.bytesMax);
    case CompressionType.SNAPPY:
      return snappyDecompress(bytes, options.bytesMax);
    case CompressionType.LZ4:
      return lz4Decompress(bytes, options.bytesMax);
    case CompressionType.ZSTD:
      return zstdDecompress(bytes, options.bytesMax);
    default:
      throw new MalformedError(`Cannot decompress type ${type}: known are 0 to 4`);
  }
}
