import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CleaningThread } from "../../lib/broker/cleaning_thread.ts";
import { SystemClock } from "../../lib/io/clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SystemFileSystem } from "../../lib/io/system_file.ts";
import type { CleaningJob } from "../../lib/kafka/log/compaction/cleaning_job.ts";
import {
  type CleaningHooks,
  SlicedCleaning,
} from "../../lib/kafka/log/compaction/cleaning_runner.ts";
import { at, batchOfEntries, LIMITS } from "../kafka/log/compaction/test_compaction.ts";

describe("the compaction thread", () => {
  const files = new SystemFileSystem();
  const clock = new SystemClock();
  let folder: string;
  let logger: MemoryLogger;
  let thread: CleaningThread;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kedge-compaction-"));
    logger = new MemoryLogger();
    thread = new CleaningThread({ clock, logger, fallback: new SlicedCleaning(files, clock) });
  });

  afterEach(() => {
    thread.rest();
    rmSync(folder, { recursive: true });
  });

  /** Two segments in which every key comes twice. */
  function job(facts: Partial<CleaningJob> = {}): CleaningJob {
    const segments = [0, 2].map((baseOffset) => {
      const path = join(folder, `${String(baseOffset).padStart(20, "0")}.log`);
      const batch = at(
        batchOfEntries([["a", `${baseOffset}`], ["b", `${baseOffset}`]]),
        baseOffset,
      );
      files.replaceFile(path, batch);
      return {
        path,
        baseOffset,
        endOffset: baseOffset + 2,
        sizeBytes: batch.length,
        dirtyPosition: 0,
        indexBytes: 0,
        hasTransactionIndex: false,
      };
    });
    return {
      name: "t-0",
      folder,
      segments,
      firstDirtyOffset: 0,
      firstUncleanableOffset: 4,
      aborted: [],
      producers: [],
      nowMs: 1_700_000_000_000,
      deleteRetentionMs: 1000,
      segmentBytes: 1 << 20,
      segmentIndexBytes: 1 << 20,
      indexIntervalBytes: 4096,
      limits: LIMITS,
      ...facts,
    };
  }

  const cleaned: number[][] = [];
  const hooks: CleaningHooks = {
    onCleaned(segment) {
      cleaned.push(segment.sources);
      return Promise.resolve();
    },
    isWanted: () => true,
  };

  test("compacts, and tells of each segment before it goes on", async () => {
    cleaned.length = 0;
    expect(await thread.run(job(), hooks)).toMatchObject({
      endOffset: 4,
      recordsRead: 4,
      recordsWritten: 2,
      keys: 2,
    });
    // The same thread takes the next one, in segments of one batch.
    await thread.run(job({ segmentBytes: 1 }), hooks);
    expect(cleaned).toEqual([[0, 2], [0], [2]]);
    expect(logger.lines).toEqual([]);
  });

  test("says what is wrong in the words of the cleaner", async () => {
    const broken = job();
    files.replaceFile(broken.segments[1]!.path, new Uint8Array(broken.segments[1]!.sizeBytes));
    const error = await thread.run(broken, hooks).catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: "UncleanableError" });
    const full = await thread.run(job({ limits: { ...LIMITS, reservedBytes: 1e18 } }), hooks)
      .catch((caught: Error) => caught);
    expect(full).toMatchObject({ name: "DiskFullError" });
    expect(files.list(folder).filter((name) => name.includes("cleaned"))).toEqual([]);
  });

  test("ends when it is not wanted any more", async () => {
    const slow = job({ limits: { ...LIMITS, bytesPerSecond: 100 } });
    let looks = 0;
    const error = await thread.run(slow, { ...hooks, isWanted: () => looks++ === 0 })
      .catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: "CleaningAbortedError" });
  });

  test("gives way to the event loop where it cannot be started, and says so once", async () => {
    thread = new CleaningThread({
      clock,
      logger,
      fallback: new SlicedCleaning(files, clock),
      makeWorker: () => {
        throw new Error("no threads here");
      },
    });
    expect(await thread.run(job(), hooks)).toMatchObject({ endOffset: 4 });
    expect(await thread.run(job(), hooks)).toMatchObject({ endOffset: 4 });
    expect(logger.lines.map(({ message }) => message)).toEqual([
      "compaction has no thread of its own and shares the event loop: no threads here",
    ]);
  });
});
