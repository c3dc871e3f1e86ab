/**
 * Copying a log's files to another data folder while the log goes on being used: segments oldest
 * first, in slices off the loop, then the files beside them. What grows, rolls or is removed
 * meanwhile is followed; what is left in the end is so little that it is copied at once, and the
 * copy becomes a mirror of the log.
 *
 * @module
 */
import { copyFile } from "./copy_file.ts";
import type { Log } from "./log.ts";
import { LOG_SUFFIX, OFFSET_INDEX_SUFFIX, segmentPath, TIME_INDEX_SUFFIX } from "./log_files.ts";
import { LogMirror } from "./log_mirror.ts";
import type { LogResources } from "./log_resources.ts";
import { Segment } from "./segment.ts";

/** Copied in one go off the loop. */
const SLICE_BYTES = 256 << 10;
/** Copied at once when nothing else is left. */
const TAIL_BYTES = 64 << 10;
const INDEX_SUFFIXES = [OFFSET_INDEX_SUFFIX, TIME_INDEX_SUFFIX];
/** How far a segment is copied. */
interface SegmentCopy {
  sizeBytes: number;
  /** True where it is complete, on disk, with its indexes. */
  isSettled: boolean;
}

/** A copy that is being made. */
export class LogCopy {
  readonly folder: string;
  readonly #log: Log;
  readonly #resources: LogResources;
  readonly #copies = new Map<Segment, SegmentCopy>();
  /** Made when it is needed: moves may wait for a long time. */
  #room: Uint8Array | null = null;

  /**
   * @param folder where the copy goes; it must not be there yet
   * @param resources those of the data folder that it lies in
   */
  constructor(log: Log, { folder, resources }: { folder: string; resources: LogResources }) {
    this.#log = log;
    this.folder = folder;
    this.#resources = resources;
    resources.files.makeFolder(folder);
  }

  /** Bytes of batches that are copied. */
  get sizeBytes(): number {
    let sizeBytes = 0;
    for (const copy of this.#copies.values()) sizeBytes += copy.sizeBytes;
    return sizeBytes;
  }

  /** Records that are not copied yet; of the segment under way, none is. */
  get offsetLag(): number {
    const { segments, logEndOffset } = this.#log;
    const next = segments.find((segment) => this.#copies.get(segment)?.isSettled !== true);
    return next === undefined ? 0 : logEndOffset - next.baseOffset;
  }

  /**
   * Copies a slice of what is missing.
   *
   * @returns false where only a little is left: {@linkcode LogCopy.join} copies that
   * @throws DiskFullError where the other folder has no room; it may be tried again
   */
  async copySome(): Promise<boolean> {
    const segment = this.#next();
    if (segment === null) return false;
    this.#resources.requireSpace();
    try {
      if (this.#copyOf(segment).sizeBytes < segment.sizeBytes) await this.#copySlice(segment);
      else await this.#settle(segment);
    } catch (error) {
      // Retention may have removed the segment while it was read.
      if (this.#log.segments.includes(segment)) throw error;
    }
    return true;
  }

  /** The oldest segment of which something is missing, but for the tail of the active one. */
  #next(): Segment | null {
    const { segments, active } = this.#log;
    for (const segment of segments) {
      const { sizeBytes, isSettled } = this.#copyOf(segment);
      if (isSettled) continue;
      return segment !== active || segment.sizeBytes - sizeBytes > TAIL_BYTES ? segment : null;
    }
    return null;
  }

  #copyOf(segment: Segment): SegmentCopy {
    let copy = this.#copies.get(segment);
    if (copy === undefined) this.#copies.set(segment, copy = { sizeBytes: 0, isSettled: false });
    return copy;
  }

  async #copySlice(segment: Segment): Promise<void> {
    const copy = this.#copyOf(segment);
    const { openFiles } = this.#resources;
    const position = copy.sizeBytes;
    const room = this.#room ??= Buffer.allocUnsafeSlow(SLICE_BYTES);
    const length = Math.min(SLICE_BYTES, segment.sizeBytes - position);
    const bytes = await this.#log.resources.openFiles.during(
      segment.path,
      (file) => file.read(position, length, room),
    );
    if (bytes.length === 0) {
      throw new Error(`Cannot copy ${segment.path}: it ends at byte ${position}`);
    }
    const path = this.#pathOf(segment, LOG_SUFFIX);
    openFiles.get(path);
    await openFiles.during(path, (file) => file.write(bytes, position));
    copy.sizeBytes = position + bytes.length;
  }

  /** Completes the copy of a sealed segment and puts it on disk. */
  async #settle(segment: Segment): Promise<void> {
    const { files, openFiles } = this.#resources;
    segment.writeIndexes();
    for (const suffix of INDEX_SUFFIXES) {
      const source = segmentPath(this.#log.folder, segment.baseOffset, suffix);
      if (!files.exists(source)) continue;
      await copyFile(files, { from: source, to: this.#pathOf(segment, suffix) });
    }
    const path = this.#pathOf(segment, LOG_SUFFIX);
    openFiles.get(path);
    await openFiles.during(path, (file) => file.datasync());
    this.#copyOf(segment).isSettled = true;
  }

  #pathOf({ baseOffset }: Segment, suffix: string): string {
    return segmentPath(this.folder, baseOffset, suffix);
  }

  /** Copies the tail at once; from now on the mirror gets what the log gets. */
  join(): LogMirror {
    const { segments, active } = this.#log;
    for (const segment of this.#copies.keys()) {
      if (!segments.includes(segment)) this.#drop(segment);
    }
    this.#copyTail(active);
    const mirror = new LogMirror(this.#log, {
      folder: this.folder,
      segments: segments.map((segment) => this.#mirrored(segment)),
      resources: this.#resources,
    });
    this.#log.mirror = mirror;
    return mirror;
  }

  /** Removes what was copied of a segment that is gone. */
  #drop(segment: Segment): void {
    const { files, openFiles } = this.#resources;
    this.#copies.delete(segment);
    for (const suffix of [LOG_SUFFIX, ...INDEX_SUFFIXES]) {
      openFiles.close(this.#pathOf(segment, suffix));
      files.remove(this.#pathOf(segment, suffix));
    }
  }

  /** Closes what is open of a copy that is not wanted any more. */
  close(): void {
    for (const segment of this.#copies.keys()) {
      this.#resources.openFiles.close(this.#pathOf(segment, LOG_SUFFIX));
    }
  }

  #copyTail(active: Segment): void {
    const copy = this.#copyOf(active);
    const { files, openFiles } = this.#resources;
    const length = active.sizeBytes - copy.sizeBytes;
    if (length > 0) {
      const bytes = active.readSync(copy.sizeBytes, length);
      openFiles.get(this.#pathOf(active, LOG_SUFFIX)).writeSync(bytes, copy.sizeBytes);
      copy.sizeBytes = active.sizeBytes;
    } else if (files.exists(active.path)) openFiles.get(this.#pathOf(active, LOG_SUFFIX));
  }

  #mirrored(source: Segment): Segment {
    const { baseOffset, sizeBytes, createdMs } = source;
    const segment = new Segment(this.#resources, this.folder, { baseOffset, sizeBytes, createdMs });
    if (source === this.#log.active) segment.continueAs(source);
    else {
      segment.maxTimestamp = source.maxTimestamp;
      segment.maxTimestampOffset = source.maxTimestampOffset;
    }
    return segment;
  }
}
