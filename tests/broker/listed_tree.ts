/**
 * A tree of which nothing matters but the transactions that it was given, for tests of their log.
 *
 * @module
 */
import type { SnapshotParts, SnapshotPieces } from "../../lib/broker/znode_snapshot_file.ts";

/** Small, so that a snapshot is several pieces. */
export const PIECE_BYTES = 5;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A tree whose state is the transactions it was given. */
export class ListedTree {
  records: string[] = [];
  /** The zxid before the first record: a snapshot does not keep what came before. */
  lastProcessedZxid = 0;
  restores = 0;
  /** Snapshots that were let go. */
  ended = 0;
  replays = 0;

  beginSnapshot(): SnapshotPieces {
    const bytes = encoder.encode(JSON.stringify(this.records));
    const pieceBytes = Math.max(PIECE_BYTES, Math.ceil(bytes.length / 8));
    let position = 0;
    return {
      next: () => {
        if (position >= bytes.length) return null;
        const piece = bytes.subarray(position, position + pieceBytes);
        position += pieceBytes;
        return piece;
      },
      end: () => this.ended += 1,
    };
  }

  beginRestore(): SnapshotParts {
    const parts: Uint8Array[] = [];
    return {
      take: (bytes) => {
        parts.push(bytes.slice());
        return bytes.length;
      },
      finish: () => {
        this.records = JSON.parse(decoder.decode(Buffer.concat(parts)));
        this.lastProcessedZxid = this.records.length;
        this.restores += 1;
      },
    };
  }

  replay(record: Uint8Array): void {
    this.take(decoder.decode(record));
    this.replays += 1;
  }

  take(record: string): void {
    this.records.push(record);
    this.lastProcessedZxid += 1;
  }
}
