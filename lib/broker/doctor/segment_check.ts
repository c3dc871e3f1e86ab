/**
 * Checks one segment: its batches, then its two indexes against them.
 *
 * @module
 */
import { type FileSystem, joinPath } from "../../io/file.ts";
import {
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  segmentPath,
  TIME_INDEX_SUFFIX,
} from "../../storage/log_files.ts";
import { CLEAN_SHUTDOWN_FILE, RECOVERY_POINT_FILE } from "../../storage/store_folder.ts";
import { TailScan } from "../../storage/tail_scan.ts";
import type { BatchReader, PlacedBatch, ReadEnd } from "./batch_reader.ts";
import { fail, type Finding, warn } from "./finding.ts";
import {
  type IndexCheck,
  type IndexFault,
  OffsetIndexCheck,
  TimeIndexCheck,
} from "./index_check.ts";
import { reasonOf } from "./read_text.ts";

/** Segments below that need no index. */
const INDEXED_BYTES_MIN = 64 << 10;

const MISSING: IndexFault = { severity: "incomplete", reason: "it is missing: reads are slow" };

/** What a segment is to its log. */
export interface SegmentPlace {
  readonly folder: string;
  readonly baseOffset: number;
  /** The last one of a log that was not closed cleanly: a start checks and cuts its end. */
  readonly hasOpenEnd: boolean;
  /** Below it a checkpoint says that all was on disk. */
  readonly recoveryPoint: number;
}

/** What checking a segment needs. */
export interface SegmentServices {
  readonly files: FileSystem;
  readonly reader: BatchReader;
  /** Told of bytes gone through. */
  readonly progress: (bytes: number) => void;
}

/** What was found. */
export interface SegmentOutcome {
  readonly findings: readonly Finding[];
  readonly sizeBytes: number;
  /** One past the last whole batch. */
  readonly endOffset: number;
  readonly latestMs: number;
  /** Offsets that no batch has, between the first and the last. */
  readonly missingOffsets: number;
}

/** Keeps what the batches of a segment tell. */
class BatchSummary {
  #hasBatches = false;
  endOffset: number;
  latestMs = -1;
  missingOffsets = 0;
  disorder: string | null = null;

  constructor(baseOffset: number) {
    this.endOffset = baseOffset;
  }

  note({ baseOffset, lastOffset, maxTimestamp, position }: PlacedBatch): void {
    if (baseOffset < this.endOffset) {
      this.disorder ??= `the batch at byte ${position} begins at offset ${baseOffset}, where ` +
        `${this.endOffset} or more was to come`;
    }
    if (this.#hasBatches) this.missingOffsets += Math.max(0, baseOffset - this.endOffset);
    this.#hasBatches = true;
    this.endOffset = Math.max(this.endOffset, lastOffset + 1);
    this.latestMs = Math.max(this.latestMs, maxTimestamp);
  }
}

/** @throws the system's error where the file is gone or cannot be read */
export async function checkSegment(
  place: SegmentPlace,
  services: SegmentServices,
): Promise<SegmentOutcome> {
  const { files, reader, progress } = services;
  const path = segmentPath(place.folder, place.baseOffset, LOG_SUFFIX);
  const summary = new BatchSummary(place.baseOffset);
  const indexes = openIndexes(place, files);
  const file = files.open(path, "existing");
  try {
    const sizeBytes = file.size();
    const end = await reader.read(file, sizeBytes, {
      bytes: progress,
      batch: (batch) => {
        summary.note(batch);
        for (const { check } of indexes.checks) check.note(batch);
      },
    });
    const scanned = { path, readSync: file.readSync.bind(file) };
    const bad = end.fault === null
      ? null
      : badBatch(new TailScan(scanned, sizeBytes), { end, place, summary, path });
    const findings = bad === null ? [...indexes.findings] : [bad];
    if (summary.disorder !== null) findings.push(disorderOf(path, summary.disorder));
    // Where batches are bad the indexes cannot be judged; where they are cut, a start does so too.
    if (end.fault === null) {
      for (const { path: indexPath, check } of indexes.checks) {
        const isMissing = sizeBytes >= INDEXED_BYTES_MIN && !files.exists(indexPath);
        const fault = isMissing ? MISSING : check.end(sizeBytes);
        if (fault === null) continue;
        const say = fault.severity === "damaged" ? fail : warn;
        findings.push(say(indexPath, fault.reason, { advice: rebuildAdvice(place.folder) }));
      }
    }
    const { endOffset, latestMs, missingOffsets } = summary;
    return { findings, sizeBytes, endOffset, latestMs, missingOffsets };
  } finally {
    file.close();
  }
}

function openIndexes(
  place: SegmentPlace,
  files: FileSystem,
): { checks: { path: string; check: IndexCheck }[]; findings: Finding[] } {
  const { folder, baseOffset, hasOpenEnd } = place;
  const checks: { path: string; check: IndexCheck }[] = [];
  const findings: Finding[] = [];
  // A start makes the indexes of an open end anew.
  if (hasOpenEnd) return { checks, findings };
  for (
    const { suffix, kind } of [
      { suffix: OFFSET_INDEX_SUFFIX, kind: OffsetIndexCheck },
      { suffix: TIME_INDEX_SUFFIX, kind: TimeIndexCheck },
    ]
  ) {
    const path = segmentPath(folder, baseOffset, suffix);
    try {
      const bytes = files.exists(path) ? files.readFile(path) : new Uint8Array(0);
      checks.push({ path, check: new kind(bytes, baseOffset) });
    } catch (error) {
      findings.push(
        fail(path, `cannot be read: ${reasonOf(error)}`, {
          advice: "Let the user that runs kedge read it, and check the disk (dmesg)",
        }),
      );
    }
  }
  return { checks, findings };
}

/** What is to be said of the first batch that is not whole; null where nothing was written. */
function badBatch(
  scan: TailScan,
  { end, place, summary, path }: {
    end: ReadEnd;
    place: SegmentPlace;
    summary: BatchSummary;
    path: string;
  },
): Finding | null {
  const { position, fault } = end;
  const lostBytes = scan.nonZeroBytesFrom(position);
  // Room that was preallocated and not written to.
  if (lostBytes === 0) return null;
  const found = `at byte ${position}, from offset ${summary.endOffset} on: ${fault}`;
  const damage = scan.damageAt(position, {
    baseOffset: summary.endOffset,
    isOnDisk: !place.hasOpenEnd || summary.endOffset < place.recoveryPoint,
    isFollowed: () => false,
  });
  if (place.hasOpenEnd && damage === null) {
    return warn(path, `${found}, and nothing whole after it: a write that was broken off`, {
      advice: `Nothing: the next start cuts these ${lostBytes} bytes, which nobody was told of`,
    });
  }
  return fail(path, found, { advice: damageAdvice(path, summary.endOffset) });
}

function damageAdvice(path: string, offset: number): string {
  return "Restore the file from a copy and look for the reason (dmesg, smartctl). Without one: " +
    `kedge dump-log --deep-iteration --files ${path} shows what is whole, and where records ` +
    `before may go, kedge delete-records past the damage (offset ${offset}) lets consumers go on`;
}

function disorderOf(path: string, found: string): Finding {
  return fail(path, found, {
    advice: "Restore the partition's folder from a copy: files of two logs may be mixed in it",
  });
}

/** What makes a start go through all logs of a data folder and write their indexes. */
function rebuildAdvice(logFolder: string): string {
  const dataFolder = logFolder.slice(0, logFolder.lastIndexOf("/"));
  const marker = joinPath(dataFolder, CLEAN_SHUTDOWN_FILE);
  const checkpoint = joinPath(dataFolder, RECOVERY_POINT_FILE);
  return `Stop kedge, rm -f ${marker} ${checkpoint}, and start it: it goes through the logs and ` +
    "writes their indexes anew";
}
