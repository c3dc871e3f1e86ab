/**
 * Decompresses without holding the event loop, for what a few bytes from the network may become:
 * gzip and zstd in the runtime's threads, LZ4 and snappy block by block with other work in between.
 * One block without framing (raw snappy) is done at once.
 *
 * @module
 */
import { gzipDecompressLater } from "./gzip.ts";
import { lz4DecompressSteps } from "./lz4.ts";
import { CompressionType, decompress } from "./mod.ts";
import { inTurns } from "./decompression_steps.ts";
import { snappyDecompressSteps } from "./snappy.ts";
import { zstdDecompressLater } from "./zstd.ts";

/**
 * As `decompress` (mod.ts), without holding the loop; errors reject.
 *
 * @param bytes must not change until the promise settles
 */
export async function decompressLater(
  type: number,
  bytes: Uint8Array,
  { bytesMax }: { bytesMax: number },
): Promise<Uint8Array> {
  switch (type) {
    case CompressionType.GZIP:
      return await gzipDecompressLater(bytes, bytesMax);
    case CompressionType.ZSTD:
      return await zstdDecompressLater(bytes, bytesMax);
    case CompressionType.LZ4:
      return await inTurns(lz4DecompressSteps(bytes, bytesMax, bytesMax));
    case CompressionType.SNAPPY:
      return await inTurns(snappyDecompressSteps(bytes, bytesMax));
    default:
      return decompress(type, bytes, { bytesMax });
  }
}
