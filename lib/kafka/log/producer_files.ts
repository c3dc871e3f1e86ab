/**
 * A partition's producers and aborted transactions across restarts: snapshots of the producers at
 * segment starts and checkpoints, and the log gone through from the last one on.
 *
 * @module
 */
import {
  BATCH_HEADER_BYTES,
  batchBaseSequence,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchLastOffsetDelta,
  batchMaxTimestamp,
  batchProducerEpoch,
  batchRecordCount,
  int64At,
  PRODUCER_ID_POSITION,
} from "../../bytes/batch_header.ts";
import type { FileSystem } from "../../io/file.ts";
import type { TransactionEnd } from "../../state_machine/record_log.ts";
import type { Log } from "../../storage/log.ts";
import { baseOffsetOf, segmentPath } from "../../storage/log_files.ts";
import { scanLog } from "../../storage/log_scan.ts";
import { ControlRecordType, readEndTransactionMarker } from "../record/control_record.ts";
import { openRecords } from "../record/read_records.ts";
import {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
  SNAPSHOT_SUFFIX,
} from "./producer_snapshot.ts";
import type { ProducerFields, ProducerState } from "./producer_state.ts";
import type { TransactionIndex } from "./transaction_index.ts";

/** What is kept, and where. */
export interface ProducerFilesOptions {
  log: Log;
  files: FileSystem;
  producers: ProducerState;
  aborted: TransactionIndex;
}

/** The files of one partition. */
export class ProducerFiles {
  readonly #log: Log;
  readonly #files: FileSystem;
  readonly #producers: ProducerState;
  readonly #aborted: TransactionIndex;
  #removed = false;
  /** Ends when the last snapshot asked for is written. */
  #snapshotting: Promise<void> = Promise.resolve();

  constructor(options: ProducerFilesOptions) {
    this.#log = options.log;
    this.#files = options.files;
    this.#producers = options.producers;
    this.#aborted = options.aborted;
    const { log } = options;
    log.onRoll = (baseOffset) => this.#snapshotAtRoll(baseOffset);
    log.onCheckpoint = () => this.#snapshot(log.logEndOffset);
  }

  /** Nothing is written any more: the folder may be another log's soon. */
  markRemoved(): void {
    this.#removed = true;
  }

  /** Where this fails, the next checkpoint tries again: until then it means more to read. */
  #snapshotAtRoll(baseOffset: number): void {
    this.#snapshot(baseOffset).catch(() => {});
  }

  /**
   * Writes the producers as they are now, off the loop and after the snapshot before.
   *
   * @throws where it cannot be written: the recovery point must not pass producers that no snapshot
   * has, since a start reads the log from there on
   */
  #snapshot(offset: number): Promise<void> {
    if (!this.#producers.changed) return this.#snapshotting;
    this.#producers.changed = false;
    const content = encodeProducerSnapshot(this.#producers);
    const next = this.#snapshotting.catch(() => {/* this one makes up for it */})
      .then(() => this.#writeSnapshot(offset, content))
      .catch((error) => {
        this.#producers.changed = true;
        throw error;
      });
    this.#snapshotting = next;
    return next;
  }

  async #writeSnapshot(offset: number, content: Uint8Array): Promise<void> {
    if (this.#removed) return;
    // A start that finds the snapshot does not look for aborted transactions before it.
    await this.#aborted.sync();
    if (this.#removed) return;
    await this.#files.replaceFileLater(
      segmentPath(this.#log.folder, offset, SNAPSHOT_SUFFIX),
      content,
    );
    // After a crash that loses records below it, a start needs the snapshot before it.
    if (this.#log.flushedOffset < offset) await this.#log.flushed(offset);
    if (this.#removed) return;
    for (const old of this.#snapshots()) {
      // Those where segments begin stay: a crash right after may cut the log below the newest.
      if (old < offset && !this.#log.segments.some((segment) => segment.baseOffset === old)) {
        this.#files.remove(segmentPath(this.#log.folder, old, SNAPSHOT_SUFFIX));
      }
    }
  }

  /** Offsets of the snapshot files, ascending. */
  #snapshots(): number[] {
    const offsets: number[] = [];
    for (const name of this.#files.list(this.#log.folder)) {
      const offset = baseOffsetOf(name, SNAPSHOT_SUFFIX);
      if (offset !== null) offsets.push(offset);
    }
    return offsets;
  }

  /** Takes the last snapshot and goes through what followed it. */
  async load(): Promise<void> {
    const from = this.#loadSnapshot();
    this.#aborted.open(from);
    for await (const batch of scanLog(this.#log, from)) this.#replay(batch, from);
  }

  /** @returns the offset from which the log must be gone through */
  #loadSnapshot(): number {
    let from = this.#log.recoveryPoint;
    for (const offset of this.#snapshots().reverse()) {
      const path = segmentPath(this.#log.folder, offset, SNAPSHOT_SUFFIX);
      if (offset <= this.#log.logEndOffset) {
        try {
          decodeProducerSnapshot(this.#files.readFile(path), this.#producers);
          return offset;
        } catch {
          // Damaged: the one before it serves as well.
        }
      }
      this.#files.remove(path);
      from = this.#log.logStartOffset;
    }
    return from;
  }

  #replay(batch: Uint8Array, from: number): void {
    if (batch.length < BATCH_HEADER_BYTES) return;
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    const producerId = int64At(view, PRODUCER_ID_POSITION);
    // The first batch may be one that the snapshot has: the scan begins with the one around it.
    if (producerId < 0 || batchLastOffset(view, 0) < from) return;
    if (batchIsControl(view, 0)) {
      this.#replayMarker(batch, view, producerId);
      return;
    }
    const fields = producerFields(view, producerId);
    if (fields.baseSequence < 0 && !fields.isTransactional) return;
    this.#producers.note(fields, {
      baseOffset: batchLastOffset(view, 0) - fields.lastOffsetDelta,
      timestampMs: batchMaxTimestamp(view, 0),
    });
  }

  #replayMarker(batch: Uint8Array, view: DataView, producerId: number): void {
    // Compaction empties a marker that nobody needs.
    if (batchRecordCount(view, 0) === 0) return;
    const cursor = openRecords(batch);
    if (!cursor.next()) return;
    const found = readEndTransactionMarker({ key: cursor.key(), value: cursor.value() });
    if (found === null) return;
    const marker = {
      producerId,
      producerEpoch: batchProducerEpoch(view, 0),
      coordinatorEpoch: found.coordinatorEpoch,
      isCommit: found.type === ControlRecordType.COMMIT,
    };
    const place = { offset: batchLastOffset(view, 0), timestampMs: cursor.timestamp };
    noteMarker({ producers: this.#producers, aborted: this.#aborted }, marker, place);
  }
}

/** Takes an appended marker into account: in the producer's state and in the index of aborts. */
export function noteMarker(
  state: { producers: ProducerState; aborted: TransactionIndex },
  marker: TransactionEnd,
  place: { offset: number; timestampMs: number },
): void {
  const { producers, aborted } = state;
  const firstOffset = producers.noteMarker(marker, place.timestampMs);
  if (marker.isCommit || firstOffset < 0) return;
  aborted.add({
    producerId: marker.producerId,
    firstOffset,
    lastOffset: place.offset,
    lastStableOffset: Math.min(producers.openTransactions.firstOffset, place.offset + 1),
  });
}

/** What a batch's header says of its producer. */
export function producerFields(view: DataView, producerId: number): ProducerFields {
  return {
    producerId,
    epoch: batchProducerEpoch(view, 0),
    baseSequence: batchBaseSequence(view, 0),
    lastOffsetDelta: batchLastOffsetDelta(view, 0),
    isTransactional: batchIsTransactional(view, 0),
  };
}
