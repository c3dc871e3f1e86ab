/**
 * Reads a snapshot file of ZooKeeper's through, of whatever size: who asks is told of each session,
 * access list and node. The form is in snapshot_form.ts.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { FileSystem } from "../../io/file.ts";
import { AclList } from "../protocol/data_records.ts";
import { int, record, text, ustring } from "../protocol/jute.ts";
import { ArchiveInput } from "./archive_input.ts";
import { openSource } from "./byte_source.ts";
import { DamagedFileError } from "./damaged_file_error.ts";
import { FileHeader, FORM_VERSION, SNAPSHOT_MAGIC } from "./file_form.ts";
import {
  DIGEST_VERSION,
  type SnapshotFrame,
  type SnapshotNode,
  type SnapshotVisitor,
  type ZxidDigest,
} from "./snapshot_form.ts";

const END = "/";
/** The checksum and the end mark. */
const SEAL_BYTES = 13;
/** The last processed zxid and its seal. */
const LAST_ZXID_BYTES = 8 + SEAL_BYTES;
/** More than the longest tail of the form's versions. */
const TAIL_BYTES_MAX = 256;
/** Nodes between two tellings of the progress. */
const PROGRESS_NODES = 4096;

const OldDigest = record("digest", { digest: ustring });

function readOwner(reader: Reader): bigint {
  const at = reader.take(8);
  const { view } = reader;
  // Nearly all nodes: a bigint each would cost more than the rest of the node.
  return view.getInt32(at) === 0 && view.getInt32(at + 4) === 0 ? 0n : view.getBigInt64(at);
}

/** The next node, null at the end mark. */
function readNode(reader: Reader): SnapshotNode | null {
  const path = text.read(reader);
  if (path === END) return null;
  const length = reader.int32();
  if (length < -1) throw new MalformedError(`the data of ${path} has ${length} bytes`);
  // The window moves on: what stays must be a copy.
  const data = length === -1 ? null : new Uint8Array(reader.bytes(length));
  const aclId = reader.bigint64();
  const czxid = reader.int64();
  const mzxid = reader.int64();
  const ctime = reader.int64();
  const mtime = reader.int64();
  const version = reader.int32();
  const cversion = reader.int32();
  const aversion = reader.int32();
  const ephemeralOwner = readOwner(reader);
  const pzxid = reader.int64();
  const stat = { czxid, mzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner, pzxid };
  return { path, data, aclId, ...stat };
}

function readCount(reader: Reader): number {
  const count = int.read(reader);
  if (count < 0) throw new MalformedError(`a count of ${count}`);
  return count;
}

async function readHeader(input: ArchiveInput): Promise<bigint> {
  const { magic, version, dbId } = await input.read((reader) => FileHeader.read(reader));
  if (magic !== SNAPSHOT_MAGIC) {
    throw new DamagedFileError({ path: input.path, position: 0 }, "it does not begin with ZKSN");
  }
  if (version !== FORM_VERSION) {
    throw new DamagedFileError(
      { path: input.path, position: 4 },
      `it is of version ${version}, and ${FORM_VERSION} can be read`,
    );
  }
  return dbId;
}

/** Compares the checksum of all that was read with the one that stands here. */
async function checkSeal(input: ArchiveInput): Promise<void> {
  const computed = BigInt(input.checksum());
  const { position } = input;
  const found = await input.read((reader) => {
    const checksum = reader.bigint64();
    if (text.read(reader) !== END) throw new MalformedError("no / behind the checksum");
    return checksum;
  });
  if (found === computed) return;
  throw new DamagedFileError(
    { path: input.path, position },
    `the checksum there is ${found}, the bytes before it give ${computed}`,
  );
}

function readDigest(reader: Reader): ZxidDigest {
  const zxid = reader.int64();
  const version = reader.int32();
  if (version >= DIGEST_VERSION) return { zxid, version, digest: reader.bigint64() };
  const { digest } = OldDigest.read(reader);
  if (!/^-?[0-9a-f]+$/i.test(digest ?? "")) throw new MalformedError(`a digest of "${digest}"`);
  return { zxid, version, digest: BigInt(`0x${digest!.replace("-", "")}`) };
}

/** What came with 3.6 and 3.9; either part may be switched off. */
async function readTail(input: ArchiveInput): Promise<Omit<SnapshotFrame, "dbId">> {
  const left = await input.remaining(TAIL_BYTES_MAX);
  let digest: ZxidDigest | null = null;
  if (left > LAST_ZXID_BYTES) {
    digest = await input.read(readDigest);
    await checkSeal(input);
  }
  if (await input.remaining(1) === 0) return { digest: present(digest), lastProcessedZxid: null };
  const lastProcessedZxid = await input.read((reader) => reader.int64());
  await checkSeal(input);
  return { digest: present(digest), lastProcessedZxid };
}

function present(digest: ZxidDigest | null): ZxidDigest | null {
  return digest !== null && digest.zxid > 0 ? digest : null;
}

/** How reading goes on. */
export interface ReadingOptions {
  readonly files: FileSystem;
  /** Told now and then how many bytes of the file are read. */
  readonly onProgress?: (readBytes: number) => void;
}

async function readBody(
  input: ArchiveInput,
  { visitor, onNodes }: { visitor: SnapshotVisitor; onNodes: () => void },
): Promise<void> {
  const sessions = await input.read(readCount);
  for (let i = 0; i < sessions; i++) {
    const [id, timeoutMs] = await input.read((reader) =>
      [reader.bigint64(), reader.int32()] as const
    );
    visitor.session(id, timeoutMs);
  }
  const lists = await input.read(readCount);
  for (let i = 0; i < lists; i++) {
    const [id, list] = await input.read((reader) =>
      [reader.bigint64(), AclList.read(reader)] as const
    );
    if (list === null) throw new DamagedFileError(input, "an access list that is null");
    visitor.acl(id, list);
  }
  for (let count = 1;; count++) {
    const node = await input.read(readNode);
    if (node === null) return;
    try {
      visitor.node(node);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw new DamagedFileError(input, `before it, ${error.message}`);
    }
    if (count % PROGRESS_NODES === 0) onNodes();
  }
}

/**
 * Reads the snapshot at `path` through. What `visitor` was told counts only when this resolves:
 * the checksum stands at the end.
 *
 * @throws DamagedFileError
 */
export async function readSnapshot(
  path: string,
  visitor: SnapshotVisitor,
  { files, onProgress }: ReadingOptions,
): Promise<SnapshotFrame> {
  const source = openSource(path, files);
  try {
    const input = new ArchiveInput(source, path);
    const dbId = await readHeader(input);
    await readBody(input, { visitor, onNodes: () => onProgress?.(source.readBytes) });
    await checkSeal(input);
    return { dbId, ...await readTail(input) };
  } finally {
    source.close();
  }
}
