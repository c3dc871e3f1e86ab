/**
 * Compresses off the event loop, for what would hold it too long: gzip and zstd in the runtime's
 * threads, LZ4 and snappy, which are written in JavaScript, piece by piece with other work in
 * between. Their formats are rows of independent blocks, so the pieces together are one frame.
 *
 * @module
 */
import { gzip } from "node:zlib";
import { lz4Compress } from "./lz4.ts";
import { CompressionType } from "./mod.ts";
import { snappyCompress } from "./snappy.ts";

/** A whole number of blocks of both formats; LZ4 takes about 1 ms for it. */
const PIECE_BYTES = 8 * 64 * 1024;
/** One block: LZ4's slow way takes up to 5 ms for it. */
const HIGH_PIECE_BYTES = 64 * 1024;
const LZ4_HEADER_BYTES = 7;
const LZ4_END_BYTES = 4;
const SNAPPY_HEADER_BYTES = 16;
const GZIP_LEVEL_DEFAULT = 6;
const ZSTD_LEVEL_DEFAULT = 3;
const MIB = 1 << 20;

/**
 * About how long `compress` (mod.ts) holds the loop, in ms, measured for JSON on a 2-core VM.
 *
 * @param sizeBytes before compression
 */
export function compressMs(
  type: CompressionType,
  { sizeBytes, level }: { sizeBytes: number; level: number | undefined },
): number {
  return (sizeBytes / MIB) * msPerMib(type, level);
}

function msPerMib(type: CompressionType, level: number | undefined): number {
  switch (type) {
    case CompressionType.NONE:
      return 0;
    case CompressionType.GZIP:
      return (level ?? GZIP_LEVEL_DEFAULT) <= GZIP_LEVEL_DEFAULT ? 8 : 14;
    case CompressionType.ZSTD: {
      const strength = level ?? ZSTD_LEVEL_DEFAULT;
      if (strength <= ZSTD_LEVEL_DEFAULT) return 2;
      return strength < 10 ? 15 : 600;
    }
    case CompressionType.LZ4:
      return level === undefined ? 3 : 64;
    default:
      return 3;
  }
}

/**
 * As `compress`, without holding the loop.
 *
 * @param bytes must not change until the promise resolves
 */
export function compressLater(
  type: CompressionType,
  bytes: Uint8Array,
  level?: number,
): Promise<Uint8Array> {
  switch (type) {
    case CompressionType.NONE:
      return Promise.resolve(bytes);
    case CompressionType.GZIP:
      return gzipLater(bytes, level ?? GZIP_LEVEL_DEFAULT);
    case CompressionType.ZSTD:
      return Bun.zstdCompress(bytes as Uint8Array<ArrayBuffer>, {
        level: level ?? ZSTD_LEVEL_DEFAULT,
      });
    case CompressionType.SNAPPY:
      return inPieces(bytes, {
        compressPiece: (piece) => snappyCompress(piece),
        pieceBytes: PIECE_BYTES,
        headerBytes: SNAPPY_HEADER_BYTES,
        endBytes: 0,
      });
    case CompressionType.LZ4:
      return inPieces(bytes, {
        compressPiece: (piece) => lz4Compress(piece, { level }),
        pieceBytes: level === undefined ? PIECE_BYTES : HIGH_PIECE_BYTES,
        headerBytes: LZ4_HEADER_BYTES,
        endBytes: LZ4_END_BYTES,
      });
  }
}

function gzipLater(bytes: Uint8Array, level: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gzip(bytes, { level }, (error, output) => error === null ? resolve(output) : reject(error));
  });
}

/** One frame: the first piece's header, the blocks of all, the last piece's end. */
async function inPieces(
  bytes: Uint8Array,
  format: {
    compressPiece: (piece: Uint8Array) => Uint8Array;
    pieceBytes: number;
    headerBytes: number;
    endBytes: number;
  },
): Promise<Uint8Array> {
  const { compressPiece, pieceBytes, headerBytes, endBytes } = format;
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const isLast = at + pieceBytes >= bytes.length;
    const piece = compressPiece(bytes.subarray(at, at + pieceBytes));
    blocks.push(piece.subarray(at === 0 ? 0 : headerBytes, piece.length - (isLast ? 0 : endBytes)));
    if (!isLast) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return Buffer.concat(blocks);
}
