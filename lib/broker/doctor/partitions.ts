/**
 * The logs of all data folders: every batch's checksum and offsets, the indexes against them, the
 * files beside them. Where a kedge runs, only what it does not write to any more is read.
 *
 * @module
 */
import { joinPath } from "../../io/file.ts";
import { parseOffsets, readCheckpoint } from "../../storage/checkpoint_file.ts";
import { STRAY_FOLDER_SUFFIX } from "../../storage/log_files.ts";
import {
  CLEAN_SHUTDOWN_FILE,
  KRAFT_METADATA_FOLDER,
  RECOVERY_POINT_FILE,
} from "../../storage/store_folder.ts";
import { bytesText, countText } from "./amounts.ts";
import { BatchReader } from "./batch_reader.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { checkLog, type LogOutcome, type LogPlace } from "./log_check.ts";
import { readTextOrNull } from "./read_text.ts";
import { runningKedge } from "./run_checks.ts";

/** One folder's findings are told up to here; a disk that is broken has many more. */
const FINDINGS_MAX = 50;
/** A record may be dated that far ahead before somebody's clock is thought to be wrong. */
const AHEAD_MS_MAX = 3_600_000;
/** Logs of kedge and Kafka themselves that are compacted. */
const COMPACTED = /^(__consumer_offsets|__transaction_state|__share_group_state)-\d+$/;

export const partitions: Check = {
  name: "partitions",
  about: "data",
  async *run(ground) {
    for (const folder of ground.config.logDirs) {
      if (ground.files.isFolder(folder)) yield* checkFolder(folder, ground);
    }
    ground.progress.end();
  },
};

interface FolderSum {
  logs: number;
  segments: number;
  skippedSegments: number;
  sizeBytes: number;
  faults: number;
  latestMs: number;
  latestLog: string;
}

async function* checkFolder(folder: string, ground: Ground): AsyncGenerator<Finding> {
  const { files, progress, clock } = ground;
  const places = logsOf(folder, ground);
  const sum: FolderSum = {
    logs: 0,
    segments: 0,
    skippedSegments: 0,
    sizeBytes: 0,
    faults: 0,
    latestMs: -1,
    latestLog: "",
  };
  const startedMs = clock.monotonicMs();
  const reader = new BatchReader();
  let bytes = 0;
  for (const place of places) {
    const outcome = await checkLog(place, {
      files,
      reader,
      progress: (count) => {
        bytes += count;
        progress.show(() => `${folder}: ${bytesText(bytes)} checked, at ${place.name}`);
      },
    });
    add(sum, place, outcome);
    for (const finding of outcome.findings) {
      sum.faults += 1;
      if (sum.faults > FINDINGS_MAX) continue;
      progress.end();
      yield finding;
    }
  }
  progress.end();
  yield* summary(folder, { sum, tookMs: clock.monotonicMs() - startedMs, ground });
}

function add(sum: FolderSum, { name }: LogPlace, outcome: LogOutcome): void {
  sum.logs += 1;
  sum.segments += outcome.segments;
  sum.skippedSegments += outcome.skippedSegments;
  sum.sizeBytes += outcome.sizeBytes;
  if (outcome.latestMs <= sum.latestMs) return;
  sum.latestMs = outcome.latestMs;
  sum.latestLog = name;
}

function* summary(
  folder: string,
  { sum, tookMs, ground }: { sum: FolderSum; tookMs: number; ground: Ground },
): Generator<Finding> {
  if (sum.faults > FINDINGS_MAX) {
    const found = `${sum.faults - FINDINGS_MAX} more findings, which are not shown`;
    yield fail(folder, found, { advice: "Check the disk first (dmesg, smartctl)" });
  }
  const aheadMs = sum.latestMs - ground.clock.nowMs();
  if (aheadMs > AHEAD_MS_MAX) {
    yield warn(
      joinPath(folder, sum.latestLog),
      `its newest record is dated ${new Date(sum.latestMs).toISOString()}, which is to come`,
      {
        advice: "Check this machine's clock, and those of the producers: a segment is kept until " +
          "its newest record is older than retention.ms",
      },
    );
  }
  const skipped = sum.skippedSegments === 0
    ? ""
    : `; kedge runs: the ${countText(sum.skippedSegments, "segment")} that it writes to, and the ` +
      "files beside segments, were not read (stop it to have all checked)";
  const found = `${countText(sum.logs, "log")}, ${countText(sum.segments, "segment")}, ` +
    `${bytesText(sum.sizeBytes)} read in ${(tookMs / 1000).toFixed(1)} s`;
  if (ground.running === null && runningKedge(ground.files, [folder]) !== null) {
    yield warn(
      folder,
      "a kedge was started meanwhile: what is said of its last segments may be " +
        "wrong",
      { advice: "Run this again" },
    );
  }
  if (sum.faults === 0) yield ok(folder, `${found}: all batches are whole${skipped}`);
  else if (skipped !== "") yield ok(folder, found + skipped);
}

/** The logs of a data folder, and what its checkpoints say of them. */
function logsOf(folder: string, { files, running }: Ground): LogPlace[] {
  const isClean = readTextOrNull(files, joinPath(folder, CLEAN_SHUTDOWN_FILE)) !== null;
  const recoveryPoints = offsetsIn(folder, { name: RECOVERY_POINT_FILE, files });
  const cleaned = offsetsIn(folder, { name: "cleaner-offset-checkpoint", files });
  return files.list(folder)
    .filter((name) => isLogName(name) && files.isFolder(joinPath(folder, name)))
    .map((name) => ({
      name,
      folder: joinPath(folder, name),
      isClean,
      isInUse: running !== null,
      recoveryPoint: recoveryPoints.get(name) ?? 0,
      isCompacted: cleaned.has(name) || COMPACTED.test(name),
    }));
}

/** As the store finds them; the metadata log of KRaft is Kafka's own affair. */
function isLogName(name: string): boolean {
  return /^[^.].*-\d+$/.test(name) && name !== KRAFT_METADATA_FOLDER &&
    !name.endsWith(STRAY_FOLDER_SUFFIX);
}

/** None where the file is not right: the check of the data folder says so. */
function offsetsIn(
  folder: string,
  { name, files }: { name: string; files: Ground["files"] },
): Map<string, number> {
  try {
    return parseOffsets(readCheckpoint(files, joinPath(folder, name)));
  } catch {
    return new Map();
  }
}
