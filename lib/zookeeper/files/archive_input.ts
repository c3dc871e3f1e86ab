/**
 * Reads records off a file that may be larger than memory: a window moves over its content, and
 * the Adler-32 of all that was read goes with it. What does not fit the form is told with the file
 * and the byte.
 *
 * @module
 */
import { MalformedError, Reader } from "../../bytes/reader.ts";
import { Adler32 } from "./adler32.ts";
import type { ByteSource } from "./byte_source.ts";
import { DamagedFileError } from "./damaged_file_error.ts";

const WINDOW_BYTES = 512 << 10;
/** No record of ZooKeeper's is longer: jute.maxbuffer, 1 MiB unless set, bounds requests. */
const RECORD_BYTES_MAX = 256 << 20;

/** The records of one file, in order. */
export class ArchiveInput {
  readonly path: string;
  readonly #source: ByteSource;
  #window = new Uint8Array(WINDOW_BYTES);
  #reader = new Reader(new Uint8Array(0));
  /** Where the window begins in the content. */
  #windowStart = 0;
  readonly #adler = new Adler32();
  /** Up to where in the window the checksum goes. */
  #summed = 0;
  #isAtEnd = false;

  /** @param path of the file, for messages */
  constructor(source: ByteSource, path: string) {
    this.#source = source;
    this.path = path;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#windowStart + this.#reader.offset;
  }

  /** The Adler-32 of what was read so far. */
  checksum(): number {
    this.#sumUp();
    return this.#adler.value;
  }

  #sumUp(): void {
    const { offset, buffer } = this.#reader;
    if (offset === this.#summed) return;
    this.#adler.update(buffer.subarray(this.#summed, offset));
    this.#summed = offset;
  }

  /**
   * Reads one record; `parse` may be called again with more bytes. Views of the input that it
   * gives are good until the next call.
   *
   * @throws DamagedFileError where there is no such record here
   */
  async read<T>(parse: (reader: Reader) => T): Promise<T> {
    const start = this.#reader.offset;
    try {
      return parse(this.#reader);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#reader.offset = start;
      return await this.#readMore(parse, error);
    }
  }

  async #readMore<T>(parse: (reader: Reader) => T, first: MalformedError): Promise<T> {
    let failure = first;
    while (this.#reader.remaining < RECORD_BYTES_MAX && await this.#extend()) {
      const start = this.#reader.offset;
      try {
        return parse(this.#reader);
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        this.#reader.offset = start;
        failure = error;
      }
    }
    throw new DamagedFileError(this, this.#isAtEnd ? endsEarly(failure) : failure.message);
  }

  /** Bytes that are left, up to `max`: more of them are not waited for. */
  async remaining(max: number): Promise<number> {
    while (this.#reader.remaining < max && await this.#extend());
    return Math.min(max, this.#reader.remaining);
  }

  /** Doubles what is there to be read, or takes what comes; false at the end. */
  async #extend(): Promise<boolean> {
    const before = this.#reader.remaining;
    const wanted = Math.max(1, before * 2);
    while (this.#reader.remaining < wanted && !this.#isAtEnd) {
      const chunk = await this.#source.next();
      if (chunk === null) this.#isAtEnd = true;
      else this.#append(chunk);
    }
    return this.#reader.remaining > before;
  }

  #append(chunk: Uint8Array): void {
    this.#sumUp();
    const { offset, end, remaining } = this.#reader;
    const length = remaining + chunk.length;
    if (length > this.#window.length) {
      const grown = new Uint8Array(Math.max(length, this.#window.length * 2));
      grown.set(this.#window.subarray(offset, end));
      this.#window = grown;
    } else this.#window.copyWithin(0, offset, end);
    this.#window.set(chunk, remaining);
    this.#windowStart += offset;
    this.#summed = 0;
    this.#reader = new Reader(this.#window.subarray(0, length));
  }
}

/** The record before the end is not whole, or is none. */
function endsEarly(failure: MalformedError): string {
  return `no whole record follows, up to the end of the file (${failure.message})`;
}
