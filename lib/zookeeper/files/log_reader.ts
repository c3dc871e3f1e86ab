/**
 * Reads a transaction log file of ZooKeeper's (FileTxnLog), of whatever size:
 *
 *     FileHeader "ZKLG" | { Adler-32 of the entry int64, length int32, entry, "B" }… | zeros
 *
 * The file is made longer before it is written, so zeros follow the last entry. A crash may leave
 * an entry of which a part is missing: nobody was told that it happened, and it ends the file.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { FileSystem } from "../../io/file.ts";
import { adler32 } from "./adler32.ts";
import { ArchiveInput } from "./archive_input.ts";
import { openSource } from "./byte_source.ts";
import { DamagedFileError } from "./damaged_file_error.ts";
import { FileHeader, FORM_VERSION, LOG_MAGIC } from "./file_form.ts";
import { type LoggedTransaction, readLoggedTransaction } from "./logged_transaction.ts";

const CHECKSUM_BYTES = 8;
const ENTRY_END = 0x42;
/** The checksum and the length. */
const ENTRY_HEAD_BYTES = 12;
/** Longer than any transaction: jute.maxbuffer, 1 MiB unless set, bounds requests. */
const ENTRY_BYTES_MAX = 256 << 20;

/** What a log ended with, where it was not the zeros. */
export interface TornEnd {
  readonly path: string;
  /** Where the entry that is not whole begins. */
  readonly position: number;
}

/** Told of what is in a log. */
export interface LogVisitor {
  transaction(transaction: LoggedTransaction): void;
  /** The last entry is not whole: it was never acknowledged, and is left out. */
  endedTorn(end: TornEnd): void;
  /** Told now and then how many bytes of the file are read. */
  progress?(readBytes: number): void;
}

const TORN = Symbol("torn");
const NOTHING = Symbol("nothing");

/** The bytes of the next entry, a view; NOTHING at the end, TORN where it is not whole. */
async function readEntry(input: ArchiveInput): Promise<Uint8Array | typeof TORN | typeof NOTHING> {
  const head = await input.remaining(ENTRY_HEAD_BYTES);
  if (head < ENTRY_HEAD_BYTES) return head === 0 ? NOTHING : TORN;
  const start = { path: input.path, position: input.position };
  const { checksum, length } = await input.read((reader) => {
    const checksum = reader.bigint64();
    return { checksum, length: reader.int32() };
  });
  if (length === 0) return NOTHING;
  if (length < 0 || length > ENTRY_BYTES_MAX) {
    const place = { ...start, position: start.position + CHECKSUM_BYTES };
    throw new DamagedFileError(place, `an entry of ${length} bytes`);
  }
  if (await input.remaining(length + 1) < length + 1) return TORN;
  const entry = await input.read((reader: Reader) => {
    const bytes = reader.bytes(length);
    return reader.uint8() === ENTRY_END ? bytes : TORN;
  });
  if (entry === TORN) return TORN;
  const computed = BigInt(adler32(entry));
  if (computed === checksum) return entry;
  throw new DamagedFileError(
    start,
    `the checksum there is ${checksum}, the bytes of the entry give ${computed}`,
  );
}

/**
 * True where the header is there.
 *
 * @throws DamagedFileError where it is another one
 */
async function readHeader(input: ArchiveInput): Promise<boolean> {
  if (await input.remaining(FileHeader.bytesMin) < FileHeader.bytesMin) return false;
  const { magic, version } = await input.read((reader) => FileHeader.read(reader));
  const place = { path: input.path, position: 0 };
  if (magic !== LOG_MAGIC) throw new DamagedFileError(place, "it does not begin with ZKLG");
  if (version !== FORM_VERSION) {
    throw new DamagedFileError(place, `it is of version ${version}, and ${FORM_VERSION} is read`);
  }
  return true;
}

/** Entries between two tellings of the progress. */
const PROGRESS_ENTRIES = 4096;

/**
 * Reads the log at `path` through.
 *
 * @throws DamagedFileError where an entry is whole and not what was written
 */
export async function readTransactionLog(
  path: string,
  visitor: LogVisitor,
  files: FileSystem,
): Promise<void> {
  const source = openSource(path, files);
  try {
    const input = new ArchiveInput(source, path);
    // It was made and not written to when the server died.
    if (!await readHeader(input)) return visitor.endedTorn({ path, position: 0 });
    for (let count = 1;; count++) {
      const { position } = input;
      const entry = await readEntry(input);
      if (entry === NOTHING) return;
      if (entry === TORN) return visitor.endedTorn({ path, position });
      visitor.transaction(decoded(entry, { path, position }));
      if (count % PROGRESS_ENTRIES === 0) visitor.progress?.(source.readBytes);
    }
  } finally {
    source.close();
  }
}

function decoded(entry: Uint8Array, place: { path: string; position: number }): LoggedTransaction {
  try {
    return readLoggedTransaction(entry);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new DamagedFileError(place, `an entry that cannot be read: ${error.message}`);
  }
}
