/**
 * Compactions in a thread of their own, which is started for the first one and ended when there is
 * nothing to do: its memory goes with it. Where it cannot be started, compactions run on the event
 * loop in slices.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { DiskFullError } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import {
  CleaningAbortedError,
  type CleaningJob,
  type CleaningResult,
  UncleanableError,
} from "../kafka/log/compaction/cleaning_job.ts";
import type { CleaningHooks, CleaningRunner } from "../kafka/log/compaction/cleaning_runner.ts";
import type { WorkerCommand, WorkerEvent, WorkerFailure } from "./compaction_worker.ts";

/** From the project's root: the name that an executable knows it by. */
const WORKER_PATH = "./lib/broker/compaction_worker.ts";
/** How long a thread may take to come up, in ms. */
const START_TIMEOUT_MS = 10_000;
/** Time between two looks whether a compaction is still wanted, in ms. */
const LOOK_INTERVAL_MS = 100;

/** What the thread is part of. */
export interface CleaningThreadServices {
  clock: Clock;
  logger: Logger;
  /** Takes over where there can be no thread. */
  fallback: CleaningRunner;
  /** Makes the thread; throws where it cannot. */
  makeWorker?: () => Worker;
}

/** A thread that compacts. */
export class CleaningThread implements CleaningRunner {
  readonly #services: CleaningThreadServices;
  #worker: Worker | null = null;
  #impossible = false;

  constructor(services: CleaningThreadServices) {
    this.#services = services;
  }

  async run(job: CleaningJob, hooks: CleaningHooks): Promise<CleaningResult> {
    const worker = await this.#start();
    if (worker === null) return await this.#services.fallback.run(job, hooks);
    try {
      return await this.#converse(worker, job, hooks);
    } catch (error) {
      // Whatever it is in the middle of ends with it.
      this.rest();
      throw error;
    }
  }

  rest(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  /** The thread, ready; null where there can be none. */
  async #start(): Promise<Worker | null> {
    if (this.#worker !== null || this.#impossible) return this.#worker;
    try {
      const worker = (this.#services.makeWorker ?? makeWorker)();
      await this.#ready(worker);
      this.#worker = worker;
    } catch (error) {
      this.#impossible = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#services.logger.warn(
        `compaction has no thread of its own and shares the event loop: ${reason}`,
      );
    }
    return this.#worker;
  }

  #ready(worker: Worker): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#services.clock.setTimer(START_TIMEOUT_MS, () => {
        worker.terminate();
        reject(new Error(`the thread was not ready within ${START_TIMEOUT_MS} ms`));
      });
      worker.onerror = (event) => {
        timer.cancel();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
        if (data.kind !== "ready") return;
        timer.cancel();
        resolve();
      };
    });
  }

  #converse(worker: Worker, job: CleaningJob, hooks: CleaningHooks): Promise<CleaningResult> {
    let stopLooking = (): void => {};
    const conversation = new Promise<CleaningResult>((resolve, reject) => {
      stopLooking = this.#abortWhenUnwanted(worker, hooks);
      worker.onerror = (event) =>
        reject(new Error(`the compaction thread failed: ${event.message}`));
      worker.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
        if (data.kind === "done") resolve(data.result);
        else if (data.kind === "failed") reject(errorOf(data.failure, data.message));
        else if (data.kind === "cleaned") {
          hooks.onCleaned(data.segment).then(() => tell(worker, { kind: "swapped" }), reject);
        }
      };
      tell(worker, { kind: "clean", job });
    });
    return conversation.finally(() => stopLooking());
  }

  /** Returns what ends the looking. */
  #abortWhenUnwanted(worker: Worker, hooks: CleaningHooks): () => void {
    const { clock } = this.#services;
    function look(): void {
      if (!hooks.isWanted()) return tell(worker, { kind: "abort" });
      timer = clock.setTimer(LOOK_INTERVAL_MS, look);
    }
    let timer = clock.setTimer(LOOK_INTERVAL_MS, look);
    return () => timer.cancel();
  }
}

function tell(worker: Worker, command: WorkerCommand): void {
  worker.postMessage(command);
}

function errorOf(failure: WorkerFailure, message: string): Error {
  switch (failure) {
    case "aborted":
      return new CleaningAbortedError(message);
    case "disk full":
      return new DiskFullError(message);
    case "uncleanable":
      return new UncleanableError(message);
    case "unexpected":
      return new Error(message);
  }
}

/** In an executable, files are known by their path from the project's root. */
function makeWorker(): Worker {
  const isCompiled = import.meta.url.includes("/$bunfs/");
  const place = isCompiled ? WORKER_PATH : new URL("./compaction_worker.ts", import.meta.url).href;
  return new Worker(place, { smol: true });
}
