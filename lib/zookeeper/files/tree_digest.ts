/**
 * The digest that ZooKeeper (3.6.1 and newer) keeps of its whole tree and notes in its files: the
 * sum, in 64 bits, of a CRC-32 of each node's path, data and stat. Whoever reads the files can see
 * by it that the tree is the same.
 *
 * @module
 */
import type { SnapshotNode } from "./snapshot_form.ts";

/** ZooKeeper leaves its own nodes out: servers may differ in them. */
const LEFT_OUT = "/zookeeper/";
const STAT_BYTES = 60;
/** CRCs that a number adds up exactly. */
const SUMS_MAX = 1 << 20;

const encoder = new TextEncoder();

/** A running digest. */
export class TreeDigest {
  readonly #stat = new Uint8Array(STAT_BYTES);
  readonly #view = new DataView(this.#stat.buffer);
  #path = new Uint8Array(1024);
  #sum = 0;
  #summed = 0;
  #total = 0n;

  /** Adds a node; the root's path is empty. */
  add(node: SnapshotNode): void {
    if (node.path.startsWith(LEFT_OUT)) return;
    let checksum = Bun.hash.crc32(this.#pathBytes(node.path));
    if (node.data !== null) checksum = Bun.hash.crc32(node.data, checksum);
    this.#putStat(node);
    this.#sum += Bun.hash.crc32(this.#stat, checksum);
    this.#summed += 1;
    if (this.#summed === SUMS_MAX) this.#carry();
  }

  #pathBytes(path: string): Uint8Array {
    if (path.length * 3 > this.#path.length) this.#path = new Uint8Array(path.length * 3);
    return this.#path.subarray(0, encoder.encodeInto(path, this.#path).written);
  }

  #putStat(node: SnapshotNode): void {
    this.#putLong(0, node.czxid);
    this.#putLong(8, node.mzxid);
    this.#putLong(16, node.pzxid);
    this.#putLong(24, node.ctime);
    this.#putLong(32, node.mtime);
    this.#view.setInt32(40, node.version);
    this.#view.setInt32(44, node.cversion);
    this.#view.setInt32(48, node.aversion);
    this.#view.setBigInt64(52, node.ephemeralOwner);
  }

  #putLong(at: number, value: number): void {
    this.#view.setInt32(at, Math.floor(value / 4294967296));
    this.#view.setInt32(at + 4, value | 0);
  }

  #carry(): void {
    this.#total += BigInt(this.#sum);
    this.#sum = 0;
    this.#summed = 0;
  }

  /** Of all nodes so far. */
  get value(): bigint {
    this.#carry();
    return BigInt.asIntN(64, this.#total);
  }
}
