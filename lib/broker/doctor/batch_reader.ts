/**
 * Goes through one segment's file, batch by batch, in memory of bounded size: header, length,
 * checksum. It stops at the first batch that is not whole; tail_scan.ts of the store judges that.
 *
 * @module
 */
import { BATCH_HEADER_BYTES, batchCrcMatches, batchMagic } from "../../bytes/batch_header.ts";
import type { File } from "../../io/file.ts";
import { type BatchFrame, batchFrameAt } from "../../storage/segment.ts";

const CHUNK_BYTES = 4 << 20;
/** No batch is that large: message.max.bytes is 1 MiB unless set. */
const BATCH_BYTES_MAX = 256 << 20;
const MAGIC = 2;

/** A whole batch and where it lies. */
export interface PlacedBatch extends BatchFrame {
  readonly position: number;
}

/** Where reading ended. */
export interface ReadEnd {
  /** The first byte that belongs to no whole batch. */
  readonly position: number;
  /** Null at the file's end. */
  readonly fault: string | null;
}

/** Told of what is read. */
export interface BatchReading {
  batch(batch: PlacedBatch): void;
  /** So many more bytes were gone through. */
  bytes(count: number): void;
}

/** Reads segments, one after the other, into the same memory. */
export class BatchReader {
  #room = new Uint8Array(CHUNK_BYTES);

  /** Reads a file's first `sizeBytes` bytes. */
  async read(file: File, sizeBytes: number, reading: BatchReading): Promise<ReadEnd> {
    let position = 0;
    while (position < sizeBytes) {
      const length = Math.min(this.#room.length, sizeBytes - position);
      const bytes = await file.read(position, length, this.#room);
      const taken = this.#take(bytes, { position, sizeBytes, reading });
      reading.bytes(taken.bytes);
      position += taken.bytes;
      if (taken.fault !== null) return { position, fault: taken.fault };
      if (taken.bytes > 0) continue;
      if (bytes.length < length) return { position, fault: "the file has become shorter" };
      if (taken.needed <= this.#room.length) return { position, fault: "no batch begins here" };
      this.#room = new Uint8Array(taken.needed);
    }
    this.#shrink();
    return { position, fault: null };
  }

  /** One large batch must not keep its room for all files after it. */
  #shrink(): void {
    if (this.#room.length > CHUNK_BYTES) this.#room = new Uint8Array(CHUNK_BYTES);
  }

  #take(
    bytes: Uint8Array,
    { position, sizeBytes, reading }: {
      position: number;
      sizeBytes: number;
      reading: BatchReading;
    },
  ): { bytes: number; needed: number; fault: string | null } {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0;;) {
      const left = sizeBytes - position - at;
      if (left === 0) return { bytes: at, needed: 0, fault: null };
      if (left < BATCH_HEADER_BYTES) return { bytes: at, needed: 0, fault: "the file ends early" };
      if (at + BATCH_HEADER_BYTES > bytes.length) {
        return { bytes: at, needed: BATCH_HEADER_BYTES, fault: null };
      }
      const frame = batchFrameAt(view, at);
      const fault = frameFault(frame, { magic: batchMagic(view, at), left });
      if (frame === null || fault !== null) return { bytes: at, needed: 0, fault };
      if (at + frame.sizeBytes > bytes.length) {
        return { bytes: at, needed: frame.sizeBytes, fault: null };
      }
      const batch = bytes.subarray(at, at + frame.sizeBytes);
      if (!batchCrcMatches(batch, viewOf(batch), 0)) {
        return {
          bytes: at,
          needed: 0,
          fault: `the checksum of offsets ${frame.baseOffset} to ${frame.lastOffset} is wrong`,
        };
      }
      reading.batch({ ...frame, position: position + at });
      at += frame.sizeBytes;
    }
  }
}

function frameFault(
  frame: BatchFrame | null,
  { magic, left }: { magic: number; left: number },
): string | null {
  if (frame === null) return "no batch begins here";
  if (magic !== MAGIC) return `the format is ${magic}, only ${MAGIC} is known`;
  const { sizeBytes } = frame;
  if (sizeBytes > left) return `a batch of ${sizeBytes} bytes begins ${left} before the end`;
  return sizeBytes > BATCH_BYTES_MAX ? `a batch of ${sizeBytes} bytes cannot be` : null;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
