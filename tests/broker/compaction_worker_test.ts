import { afterEach, describe, expect, test } from "bun:test";
import type { WorkerCommand, WorkerEvent } from "../../lib/broker/compaction_worker.ts";
import { LIMITS } from "../kafka/log/compaction/test_compaction.ts";

describe("the thread's own side of compaction", () => {
  const worker = new Worker(new URL("../../lib/broker/compaction_worker.ts", import.meta.url).href);
  const events: WorkerEvent[] = [];
  let wake = (): void => {};
  worker.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
    events.push(data);
    wake();
  };

  afterEach(() => worker.terminate());

  /** The next event. */
  async function event(): Promise<WorkerEvent> {
    while (events.length === 0) await new Promise<void>((resolve) => wake = resolve);
    return events.shift()!;
  }

  test("says when it is ready, and why a job ended", async () => {
    expect(await event()).toEqual({ kind: "ready" });
    const segment = {
      path: "/not/there/00000000000000000000.log",
      baseOffset: 0,
      endOffset: 1,
      sizeBytes: 100,
      dirtyPosition: 0,
      indexBytes: 0,
      hasTransactionIndex: false,
    };
    const command: WorkerCommand = {
      kind: "clean",
      job: {
        name: "t-0",
        folder: "/not/there",
        segments: [segment],
        firstDirtyOffset: 0,
        firstUncleanableOffset: 1,
        aborted: [],
        producers: [],
        nowMs: 0,
        deleteRetentionMs: 0,
        segmentBytes: 1,
        segmentIndexBytes: 1,
        indexIntervalBytes: 1,
        limits: LIMITS,
      },
    };
    worker.postMessage(command);
    expect(await event()).toMatchObject({
      kind: "failed",
      failure: "unexpected",
      message: expect.stringContaining("ENOENT"),
    });
  });
});
