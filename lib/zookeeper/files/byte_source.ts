/**
 * The content of a file, chunk by chunk, whatever its length: as it is, or out of the compression
 * that its name's ending tells of (`snapshot.compression.method`). archive_input.ts reads it.
 *
 * @module
 */
import type { File, FileSystem } from "../../io/file.ts";
import { DamagedFileError } from "./damaged_file_error.ts";
import { snappySource } from "./snappy_source.ts";

const CHUNK_BYTES = 256 << 10;

/** Gives chunks until there are no more. A chunk is good until the next is asked for. */
export interface ByteSource {
  /** The next chunk, not empty; null at the end. */
  next(): Promise<Uint8Array | null>;
}

/** A file that is open to be read through. */
export interface OpenedSource extends ByteSource {
  /** Bytes of the file that were read, for who shows the progress. */
  readonly readBytes: number;
  close(): void;
}

/** The bytes of a file as they are. */
class FileSource implements OpenedSource {
  readonly #file: File;
  readonly #room = new Uint8Array(CHUNK_BYTES);
  readBytes = 0;

  constructor(file: File) {
    this.#file = file;
  }

  async next(): Promise<Uint8Array | null> {
    const chunk = await this.#file.read(this.readBytes, CHUNK_BYTES, this.#room);
    this.readBytes += chunk.length;
    return chunk.length === 0 ? null : chunk;
  }

  close(): void {
    this.#file.close();
  }
}

/** What gzip made of it; the run time's own decompression. */
function gunzipSource(source: OpenedSource, path: string): ByteSource {
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const chunk = await source.next();
      if (chunk === null) controller.close();
      else controller.enqueue(new Uint8Array(chunk));
    },
  });
  const reader = compressed.pipeThrough(new DecompressionStream("gzip")).getReader();
  let position = 0;
  return {
    async next() {
      try {
        const { value } = await reader.read();
        position += value?.length ?? 0;
        return value ?? null;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new DamagedFileError({ path, position }, `it cannot be decompressed: ${reason}`);
      }
    },
  };
}

/**
 * Opens a file to be read through. A name that ends in `.gz` or `.snappy` is decompressed, as
 * ZooKeeper goes by the ending too.
 */
export function openSource(path: string, files: FileSystem): OpenedSource {
  const source = new FileSource(files.open(path, "existing"));
  const content = path.endsWith(".gz")
    ? gunzipSource(source, path)
    : path.endsWith(".snappy")
    ? snappySource(source, path)
    : source;
  return {
    next: () => content.next(),
    get readBytes() {
      return source.readBytes;
    },
    close: () => source.close(),
  };
}
