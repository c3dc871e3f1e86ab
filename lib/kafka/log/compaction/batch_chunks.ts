/**
 * The batches of a sealed segment in pieces of about the size of the cleaner's buffer, each piece
 * whole batches whose checksums are right.
 *
 * @module
 */
import { BATCH_MAGIC, batchCrcMatches, batchMagic } from "../../../bytes/batch_header.ts";
import type { FileSystem } from "../../../io/file.ts";
import { batchFrameAt } from "../../../storage/segment.ts";
import { type SourceSegment, UncleanableError } from "./cleaning_job.ts";

/** Where to read. */
export interface ChunkOptions {
  /** Byte that a batch begins at. */
  from: number;
  /** Bytes read at once; a larger batch is read whole. */
  bufferBytes: number;
}

/**
 * Reads a segment's batches in order. A chunk is valid until the next is taken.
 *
 * @throws UncleanableError where a batch is damaged: a copy would spread it
 */
export async function* batchChunks(
  files: FileSystem,
  segment: SourceSegment,
  { from, bufferBytes }: ChunkOptions,
): AsyncGenerator<Uint8Array> {
  const file = files.open(segment.path, "existing");
  try {
    let room = new Uint8Array(bufferBytes);
    let wanted = bufferBytes;
    for (let position = from; position < segment.sizeBytes;) {
      if (room.length < wanted) room = new Uint8Array(wanted);
      const length = Math.min(wanted, segment.sizeBytes - position);
      const chunk = await file.read(position, length, room);
      const whole = wholeBatches(chunk);
      if (whole.damaged || (whole.end === 0 && chunk.length < wanted)) {
        throw new UncleanableError(
          `damaged batch at byte ${position + whole.end} of ${segment.path}`,
        );
      }
      wanted = whole.end === 0 ? Math.max(wanted * 2, whole.needed) : bufferBytes;
      if (whole.end === 0) continue;
      yield chunk.subarray(0, whole.end);
      position += whole.end;
    }
  } finally {
    file.close();
  }
}

/** Where the last whole batch ends, and how many bytes the one after it needs. */
function wholeBatches(chunk: Uint8Array): { end: number; needed: number; damaged: boolean } {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let end = 0;
  for (;;) {
    const frame = batchFrameAt(view, end);
    if (frame === null) return { end, needed: 0, damaged: false };
    if (end + frame.sizeBytes > chunk.length) {
      return { end, needed: frame.sizeBytes, damaged: false };
    }
    if (batchMagic(view, end) !== BATCH_MAGIC || !batchCrcMatches(chunk, view, end)) {
      return { end, needed: 0, damaged: true };
    }
    end += frame.sizeBytes;
  }
}
