/**
 * The second copy of a log that is about to move to another data folder. From the moment when it
 * is as long as the log, it gets every batch that the log gets and goes to disk with it, so that
 * the one or the other may be found after a crash: nothing that was acknowledged is in one only.
 *
 * A copy that fails harms nobody: it is given up, and the log stays where it is.
 *
 * @module
 */
import { folderOf } from "../io/file.ts";
import type { Log } from "./log.ts";
import type { LogResources } from "./log_resources.ts";
import { type BatchPlace, Segment } from "./segment.ts";
import { UnsyncedPlaces } from "./unsynced_places.ts";

/** A copy that grows with its log. */
export class LogMirror {
  readonly resources: LogResources;
  /** One for each of the log's segments, in order. */
  readonly segments: Segment[];
  readonly #log: Log;
  #folder: string;
  #unsyncedPlaces: UnsyncedPlaces;
  #failure: Error | null = null;

  constructor(log: Log, place: { folder: string; segments: Segment[]; resources: LogResources }) {
    this.#log = log;
    this.#folder = place.folder;
    this.segments = place.segments;
    this.resources = place.resources;
    this.#unsyncedPlaces = this.#newPlaces();
  }

  get folder(): string {
    return this.#folder;
  }

  /** What is not on disk of names and files, for the log that takes over. */
  get unsyncedPlaces(): UnsyncedPlaces {
    return this.#unsyncedPlaces;
  }

  /** Why the copy is of no use any more; null where it is. */
  get failure(): Error | null {
    return this.#failure;
  }

  #newPlaces(): UnsyncedPlaces {
    return new UnsyncedPlaces(this.resources, [this.#folder, folderOf(this.#folder)]);
  }

  get #active(): Segment {
    return this.segments[this.segments.length - 1]!;
  }

  /** Appends what the log has just appended. */
  append(batch: Uint8Array, place: BatchPlace): void {
    this.#attempt(() => {
      this.resources.requireSpace();
      if (this.#active.sizeBytes === 0) this.#unsyncedPlaces.addFolder(this.#folder);
      this.#active.append(batch, place, this.#log.config.indexIntervalBytes);
    });
  }

  /** Begins a segment as the log has just done. */
  roll({ baseOffset, createdMs }: Segment): void {
    this.#attempt(() => {
      this.#active.seal();
      const segment = new Segment(this.resources, this.#folder, {
        baseOffset,
        sizeBytes: 0,
        createdMs,
      });
      segment.pinIndexes();
      this.segments.push(segment);
    });
  }

  /** Removes a segment that the log has removed. */
  remove(baseOffset: number): void {
    const [oldest] = this.segments;
    if (oldest?.baseOffset !== baseOffset) return;
    this.segments.shift();
    this.#attempt(() => oldest.remove());
  }

  #attempt(run: () => void): void {
    if (this.#failure !== null) return;
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  /** Takes another name for the folder into account. */
  noteFolder(folder: string): void {
    this.#folder = folder;
    for (const segment of this.segments) segment.noteFolder(folder);
    this.#unsyncedPlaces = this.#newPlaces();
  }

  /** Puts all of the copy on disk; where that fails, the copy has failed. Never rejects. */
  async datasync(): Promise<void> {
    while (this.#failure === null) {
      const folder = this.#folder;
      try {
        const places = this.#unsyncedPlaces.take();
        for (const segment of [...this.segments]) await segment.datasync();
        await places.sync();
        return;
      } catch (error) {
        // The folder may have got its other name meanwhile: then it is tried under that one.
        if (this.#folder === folder) this.#fail(error);
      }
    }
  }

  /** Closes the files of a copy that is not wanted any more; they are not removed. */
  close(): void {
    for (const segment of this.segments) segment.retire();
  }
}
