/**
 * What runs in the thread that compacts: takes a job, cleans files, tells of each finished segment
 * and waits until it is in the log. It shares nothing with the rest of the process but the disk.
 *
 * The build names this file beside main.ts (scripts/build.ts): an executable holds only what it was
 * told of.
 *
 * @module
 */
import { setPriority } from "node:os";
import { SystemClock } from "../io/clock.ts";
import { DiskFullError } from "../io/file.ts";
import { SystemFileSystem } from "../io/system_file.ts";
import { cleanLog } from "../kafka/log/compaction/clean_log.ts";
import {
  type CleanedSegment,
  CleaningAbortedError,
  type CleaningJob,
  type CleaningResult,
  UncleanableError,
} from "../kafka/log/compaction/cleaning_job.ts";
import { CleaningPace } from "../kafka/log/compaction/cleaning_pace.ts";

/** What the process sends. */
export type WorkerCommand =
  | { kind: "clean"; job: CleaningJob }
  /** The segment is in the log: go on. */
  | { kind: "swapped" }
  | { kind: "abort" };

/** Why a job ended without a result. */
export type WorkerFailure = "aborted" | "disk full" | "uncleanable" | "unexpected";

/** What the thread sends. */
export type WorkerEvent =
  | { kind: "ready" }
  | { kind: "cleaned"; segment: CleanedSegment }
  | { kind: "done"; result: CleaningResult }
  | { kind: "failed"; failure: WorkerFailure; message: string };

/** Of the scheduler: where the processors are busy, requests come first. */
const NICENESS = 10;

const files = new SystemFileSystem();
const clock = new SystemClock();
let aborted = false;
let release: (() => void) | null = null;

function send(event: WorkerEvent): void {
  self.postMessage(event);
}

function receive({ data }: MessageEvent<WorkerCommand>): void {
  if (data.kind === "clean") {
    void run(data.job);
    return;
  }
  if (data.kind === "abort") aborted = true;
  release?.();
}

async function run(job: CleaningJob): Promise<void> {
  aborted = false;
  const pace = new CleaningPace(clock, {
    bytesPerSecond: job.limits.bytesPerSecond,
    sliceMs: Infinity,
    isWanted: () => !aborted,
  });
  try {
    const result = await cleanLog(job, {
      files,
      pace: (sizeBytes) => pace.note(sizeBytes),
      onCleaned: (segment) => handOver(segment),
    });
    // Or the next pass would have its map beside this one's.
    Bun.gc(true);
    send({ kind: "done", result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: "failed", failure: failureOf(error), message });
  }
}

async function handOver(segment: CleanedSegment): Promise<void> {
  await new Promise<void>((resolve) => {
    release = resolve;
    send({ kind: "cleaned", segment });
  });
  release = null;
  if (aborted) throw new CleaningAbortedError("compaction was given up: it is not wanted any more");
}

function failureOf(error: unknown): WorkerFailure {
  if (error instanceof CleaningAbortedError) return "aborted";
  if (error instanceof DiskFullError) return "disk full";
  return error instanceof UncleanableError ? "uncleanable" : "unexpected";
}

try {
  // On Linux this is the thread's own.
  setPriority(0, NICENESS);
} catch {
  // It works as well without.
}
self.addEventListener("message", receive);
send({ kind: "ready" });
