/**
 * Writes a snapshot file of ZooKeeper's, piece by piece; the caller goes in the order of the form,
 * which is in snapshot_form.ts:
 *
 *     begin -> session* -> beginLists -> acl* -> beginNodes -> node* -> end
 *
 * @module
 */
import { Writer } from "../../bytes/writer.ts";
import type { File } from "../../io/file.ts";
import { type ACL, AclList } from "../protocol/data_records.ts";
import { buffer, int, long, text } from "../protocol/jute.ts";
import { Adler32 } from "./adler32.ts";
import { FileHeader, FORM_VERSION, SNAPSHOT_MAGIC } from "./file_form.ts";
import type { SnapshotFrame, SnapshotNode } from "./snapshot_form.ts";

const PIECE_BYTES = 256 << 10;
const END = "/";

/** A snapshot on its way to a file. */
export class SnapshotWriter {
  readonly #file: Pick<File, "write">;
  #writer = new Writer(PIECE_BYTES);
  #position = 0;
  readonly #adler = new Adler32();

  /** @param file empty, open for writing; it is neither synced nor closed here */
  constructor(file: Pick<File, "write">) {
    this.#file = file;
  }

  /** The header, and how many sessions come next. */
  begin(frame: { dbId: bigint; sessions: number }): void {
    const { dbId } = frame;
    FileHeader.write(this.#writer, { magic: SNAPSHOT_MAGIC, version: FORM_VERSION, dbId });
    int.write(this.#writer, frame.sessions);
  }

  session(id: bigint, timeoutMs: number): void {
    long.write(this.#writer, id);
    int.write(this.#writer, timeoutMs);
  }

  beginLists(count: number): void {
    int.write(this.#writer, count);
  }

  acl(id: bigint, list: readonly ACL[]): void {
    long.write(this.#writer, id);
    AclList.write(this.#writer, list);
  }

  node(node: SnapshotNode): void {
    const writer = this.#writer;
    text.write(writer, node.path);
    buffer.write(writer, node.data);
    writer.bigint64(node.aclId);
    writer.int64(node.czxid);
    writer.int64(node.mzxid);
    writer.int64(node.ctime);
    writer.int64(node.mtime);
    writer.int32(node.version);
    writer.int32(node.cversion);
    writer.int32(node.aversion);
    writer.bigint64(node.ephemeralOwner);
    writer.int64(node.pzxid);
  }

  /** True where {@linkcode SnapshotWriter.flush} is to be called before there is more. */
  get isFull(): boolean {
    return this.#writer.length >= PIECE_BYTES;
  }

  /** Hands what was written to the file. */
  async flush(): Promise<void> {
    const bytes = this.#writer.finish();
    this.#writer = new Writer(PIECE_BYTES);
    this.#adler.update(bytes);
    await this.#file.write(bytes, this.#position);
    this.#position += bytes.length;
  }

  /** Ends the nodes, and writes the parts behind them that `frame` has. */
  async end({ digest, lastProcessedZxid }: Omit<SnapshotFrame, "dbId">): Promise<void> {
    text.write(this.#writer, END);
    await this.#seal();
    if (digest !== null) {
      this.#writer.int64(digest.zxid);
      this.#writer.int32(digest.version);
      this.#writer.bigint64(digest.digest);
      await this.#seal();
    }
    if (lastProcessedZxid !== null) {
      this.#writer.int64(lastProcessedZxid);
      await this.#seal();
    }
    await this.flush();
  }

  async #seal(): Promise<void> {
    await this.flush();
    this.#writer.int64(this.#adler.value);
    text.write(this.#writer, END);
  }
}
