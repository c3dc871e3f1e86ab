/**
 * The batches of a log file, read little by little: files are larger than memory should be.
 *
 * @module
 */

import { BATCH_OVERHEAD_BYTES, LENGTH_POSITION, MAGIC_POSITION } from "../../bytes/batch_header.ts";
import { MalformedError } from "../../bytes/reader.ts";
import type { FileParts } from "../environment.ts";

/** One batch of any format, or one message of the old ones. */
export interface FileBatch {
  readonly position: number;
  readonly sizeInBytes: number;
  /** 0, 1 or 2. */
  readonly magic: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Up to the magic. */
const HEADER_BYTES = MAGIC_POSITION + 1;
/** Of the smallest message of any format, its offset and length left out. */
const LENGTH_MIN = 14;
/** One read of the file. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** One log file. */
export class LogBatches {
  readonly path: string;
  readonly sizeInBytes: number;
  readonly #files: FileParts;
  #window: Uint8Array = new Uint8Array(0);
  #windowPosition = 0;

  /** @throws where there is no such file */
  constructor(files: FileParts, path: string) {
    this.#files = files;
    this.path = path;
    this.sizeInBytes = files.size(path);
  }

  /**
   * The batches, up to one that is cut off or to where the file was never written.
   *
   * @throws {MalformedError} where a batch's length cannot be
   */
  *batches(
    { from = 0, until = this.sizeInBytes }: { from?: number; until?: number } = {},
  ): Generator<FileBatch, void> {
    const end = Math.min(until, this.sizeInBytes);
    for (let position = from; position + HEADER_BYTES <= end;) {
      const header = this.#read(position, HEADER_BYTES);
      const length = viewOf(header).getInt32(LENGTH_POSITION);
      if (length === 0 && isReserved(header)) return;
      if (length < LENGTH_MIN) {
        throw new MalformedError(
          `Found record size ${length} smaller than minimum record overhead (${LENGTH_MIN}) in ` +
            `file ${this.path}.`,
        );
      }
      const sizeInBytes = BATCH_OVERHEAD_BYTES + length;
      if (position + sizeInBytes > end) return;
      const bytes = this.#read(position, sizeInBytes);
      const magic = bytes[MAGIC_POSITION]!;
      yield { position, sizeInBytes, magic, bytes, view: viewOf(bytes) };
      position += sizeInBytes;
    }
  }

  /** Whether nothing was written from there on: where a broker runs, room is reserved. */
  isReservedFrom(position: number): boolean {
    return isReserved(this.#files.read(this.path, position, HEADER_BYTES));
  }

  #read(position: number, length: number): Uint8Array {
    const at = position - this.#windowPosition;
    if (at >= 0 && at + length <= this.#window.length) {
      return this.#window.subarray(at, at + length);
    }
    const size = Math.max(length, WINDOW_BYTES);
    this.#window = this.#files.read(this.path, position, size);
    this.#windowPosition = position;
    return this.#window.subarray(0, length);
  }
}

function isReserved(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
