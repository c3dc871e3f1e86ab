/**
 * Refuses writes before a disk is full: a reserve is kept so that fetches, deletes, checkpoints
 * and a restart have room, and writing resumes by itself when there is space again.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { DiskFullError, type FileSystem } from "../io/file.ts";

/** How long one look at the file system's free space holds, in ms. */
const LOOK_INTERVAL_MS = 200;

/** Watches the space of one folder's file system. It looks when asked, and needs no timer. */
export class SpaceGuard {
  readonly #files: FileSystem;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #reservedBytes: number;
  #lookedAtMs = -Infinity;
  #availableBytes = 0;
  /** Told when the answer changes: one log line each way. */
  onChange: ((state: { full: boolean; availableBytes: number }) => void) | null = null;
  #full = false;

  /** @param options.reservedBytes free space below which writes are refused */
  constructor(
    place: { files: FileSystem; clock: Clock; folder: string },
    options: { reservedBytes: number },
  ) {
    this.#files = place.files;
    this.#clock = place.clock;
    this.#folder = place.folder;
    this.#reservedBytes = options.reservedBytes;
  }

  get full(): boolean {
    return this.#full;
  }

  /** Throws DiskFullError where less than the reserve is free. */
  requireSpace(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lookedAtMs >= LOOK_INTERVAL_MS) this.#look(nowMs);
    if (!this.#full) return;
    throw new DiskFullError(
      `Cannot write to ${this.#folder}: ${this.#availableBytes} bytes are free and ` +
        `${this.#reservedBytes} are kept in reserve; free some space, or lower ` +
        "log.reserved.disk.bytes",
    );
  }

  #look(nowMs: number): void {
    this.#lookedAtMs = nowMs;
    this.#availableBytes = this.#files.space(this.#folder).availableBytes;
    const full = this.#availableBytes < this.#reservedBytes;
    if (full === this.#full) return;
    this.#full = full;
    this.onChange?.({ full, availableBytes: this.#availableBytes });
  }
}
