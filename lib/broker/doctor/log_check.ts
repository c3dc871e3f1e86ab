/**
 * Checks one log's folder: its segments one after the other, that they join, and the files beside
 * them.
 *
 * @module
 */
import type { FileSystem } from "../../io/file.ts";
import { baseOffsetOf, LOG_SUFFIX, segmentPath } from "../../storage/log_files.ts";
import { countText } from "./amounts.ts";
import { checkBeside } from "./beside_check.ts";
import { fail, type Finding, warn } from "./finding.ts";
import { reasonOf } from "./read_text.ts";
import { checkSegment, type SegmentOutcome, type SegmentServices } from "./segment_check.ts";

/** What is known of a log before its files are read. */
export interface LogPlace {
  readonly name: string;
  readonly folder: string;
  /** Whether its data folder was closed cleanly. */
  readonly isClean: boolean;
  /** Whether a kedge uses it now: then its last segment is in flux, and is not read. */
  readonly isInUse: boolean;
  readonly recoveryPoint: number;
  /** Whether offsets may be missing: compaction takes records out. */
  readonly isCompacted: boolean;
}

/** What was found in a log. */
export interface LogOutcome {
  readonly findings: Finding[];
  segments: number;
  /** Segments that were not read, as they are written to. */
  skippedSegments: number;
  sizeBytes: number;
  latestMs: number;
}

/** Checks a log. */
export async function checkLog(place: LogPlace, services: SegmentServices): Promise<LogOutcome> {
  const { files } = services;
  const outcome: LogOutcome = {
    findings: [],
    segments: 0,
    skippedSegments: 0,
    sizeBytes: 0,
    latestMs: -1,
  };
  const baseOffsets = segmentsOf(files, place.folder);
  let endOffset = -1;
  let missing = 0;
  for (const [index, baseOffset] of baseOffsets.entries()) {
    const isLast = index === baseOffsets.length - 1;
    if (isLast && place.isInUse) {
      outcome.skippedSegments += 1;
      break;
    }
    const segment = await checkAgainIfInUse(place, { baseOffset, isLast, services });
    if (segment === null) continue;
    outcome.segments += 1;
    outcome.sizeBytes += segment.sizeBytes;
    outcome.latestMs = Math.max(outcome.latestMs, segment.latestMs);
    outcome.findings.push(...segment.findings);
    missing += segment.missingOffsets;
    if (endOffset >= 0) missing += Math.max(0, baseOffset - endOffset);
    if (endOffset > baseOffset) outcome.findings.push(overlap(place, { baseOffset, endOffset }));
    endOffset = segment.endOffset;
  }
  if (missing > 0 && !place.isCompacted && outcome.findings.length === 0) {
    outcome.findings.push(
      warn(place.folder, `${countText(missing, "offset")} between its records are missing`, {
        advice: "Nothing where the topic is compacted (cleanup.policy=compact), or was. Else " +
          "records are lost: restore the folder from a copy",
      }),
    );
  }
  const isShort = !place.isInUse && endOffset >= 0 && endOffset < place.recoveryPoint;
  if (isShort && outcome.findings.length === 0) {
    outcome.findings.push(shortened(place, endOffset));
  }
  if (!place.isInUse) outcome.findings.push(...await checkBeside(place.folder, files));
  return outcome;
}

function overlap(
  { folder }: LogPlace,
  { baseOffset, endOffset }: { baseOffset: number; endOffset: number },
): Finding {
  const path = segmentPath(folder, baseOffset, LOG_SUFFIX);
  return fail(path, `the segment before it goes up to offset ${endOffset - 1}`, {
    advice: "Restore the partition's folder from a copy: files of two logs may be mixed in it",
  });
}

function shortened({ folder, recoveryPoint }: LogPlace, endOffset: number): Finding {
  return fail(
    folder,
    `it ends at offset ${endOffset}, and was on disk up to ${recoveryPoint}: records are lost`,
    {
      advice: "Restore the folder from a copy; else the next start gives these offsets again, to " +
        "other records. Look for what took the end away (a broken disk, a copy made while running)",
    },
  );
}

function segmentsOf(files: FileSystem, folder: string): number[] {
  return files.list(folder).flatMap((name) => baseOffsetOf(name, LOG_SUFFIX) ?? []);
}

/** Null where a kedge has removed the segment meanwhile. */
async function checkAgainIfInUse(
  place: LogPlace,
  { baseOffset, isLast, services }: {
    baseOffset: number;
    isLast: boolean;
    services: SegmentServices;
  },
): Promise<SegmentOutcome | null> {
  const { folder, isClean, isInUse, recoveryPoint } = place;
  const path = segmentPath(folder, baseOffset, LOG_SUFFIX);
  const segment = { folder, baseOffset, hasOpenEnd: isLast && !isClean, recoveryPoint };
  for (let attempts = 0;; attempts++) {
    try {
      const outcome = await checkSegment(segment, services);
      // Compaction may have put other files in the place of these while they were read.
      const isDoubtful = isInUse && attempts === 0 && outcome.findings.length > 0;
      if (!isDoubtful) return outcome;
    } catch (error) {
      if (isInUse && !services.files.exists(path)) return null;
      return unreadable(path, { baseOffset, error });
    }
  }
}

function unreadable(
  path: string,
  { baseOffset, error }: { baseOffset: number; error: unknown },
): SegmentOutcome {
  const finding = fail(path, `cannot be read: ${reasonOf(error)}`, {
    advice: "Let the user that runs kedge read it; where the disk is at fault (dmesg, smartctl), " +
      "restore the file from a copy on another one",
  });
  return {
    findings: [finding],
    sizeBytes: 0,
    endOffset: baseOffset,
    latestMs: -1,
    missingOffsets: 0,
  };
}
