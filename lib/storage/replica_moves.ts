/**
 * The moves of logs between data folders: one runs at a time, the others wait in order. A move that
 * finds no room is tried again; one that fails otherwise is told of and given up.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { DiskFullError } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Log } from "./log.ts";
import { MoveCancelledError, type MoveServices, ReplicaMove } from "./replica_move.ts";
import type { StoreFolder } from "./store_folder.ts";

/** How soon a move is tried again for which the target had no room. */
const RETRY_MS = 5000;
/** How often it is looked whether a compaction has ended. */
const PAUSE_MS = 10;

/** A move as it stands. */
export interface MoveReading {
  readonly log: Log;
  /** The data folder that the log moves to. */
  readonly targetPath: string;
  /** Bytes that are copied. */
  readonly sizeBytes: number;
  /** Offsets that the copy is behind the log. */
  readonly offsetLag: number;
}

/** What the moves need around them. */
export interface MovesServices extends MoveServices {
  readonly clock: Clock;
  readonly logger: Logger;
  folderOf(log: Log): StoreFolder | undefined;
}

/** All moves under way. */
export class ReplicaMoves {
  readonly #services: MovesServices;
  /** In order; the first one runs. */
  readonly #moves = new Map<Log, ReplicaMove>();
  #running: Promise<void> | null = null;
  /** Ends the wait before the next try. */
  #wake: (() => void) | null = null;
  #isClosed = false;

  constructor(services: MovesServices) {
    this.#services = services;
  }

  /** What moves, and what waits to. */
  *all(): Generator<MoveReading> {
    for (const { log, target, sizeBytes, offsetLag } of this.#moves.values()) {
      yield { log, targetPath: target.path, sizeBytes, offsetLag };
    }
  }

  /** True where a move of the log is under way or waits, taken back or not. */
  has(log: Log): boolean {
    return this.#moves.has(log);
  }

  /** The data folder that a log moves to, null where it stays. */
  targetOf(log: Log): StoreFolder | null {
    const move = this.#moves.get(log);
    return move === undefined || move.isCancelled ? null : move.target;
  }

  /**
   * Orders a log to another data folder. To the one where it is means that it stays: a move that is
   * under way is taken back.
   */
  async start(log: Log, target: StoreFolder): Promise<void> {
    if (this.targetOf(log) === target) return;
    await this.cancel(log, `log ${log.name} has another target`);
    const source = this.#services.folderOf(log);
    if (source === undefined || source === target || this.#isClosed) return;
    log.requireOnline();
    const move = new ReplicaMove(log, { source, target }, this.#services);
    move.prepare();
    this.#moves.set(log, move);
    this.#running ??= this.#run().finally(() => this.#running = null);
  }

  /** Takes a log's move back; nothing of it goes on when this resolves. */
  async cancel(log: Log, reason: string): Promise<void> {
    const move = this.#moves.get(log);
    if (move === undefined) return;
    move.cancel(reason);
    this.#wake?.();
    while (this.#moves.get(log) === move) await this.#ended();
  }

  /** Resolves when the next move has ended. */
  #ended(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #waiting: (() => void)[] = [];

  /** Takes every move back; a start begins them anew where copies are left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const move of this.#moves.values()) move.cancel("the broker stops");
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // The order is answered before the work begins.
    await Promise.resolve();
    for (;;) {
      const [move] = this.#moves.values();
      if (move === undefined) return;
      const isOver = await this.#attempt(move);
      if (!isOver) continue;
      this.#moves.delete(move.log);
      for (const resume of this.#waiting.splice(0)) resume();
    }
  }

  /** Runs a move; false where it is to be tried again. */
  async #attempt(move: ReplicaMove): Promise<boolean> {
    const { logger } = this.#services;
    const { log, source, target } = move;
    const fields = { log: log.name, from: source.path, to: target.path };
    try {
      await move.run(() => this.#pause(PAUSE_MS));
      logger.info("moved a log to another data folder", fields);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof MoveCancelledError || move.isCancelled) {
        logger.info(`a log's move to another data folder was taken back: ${reason}`, fields);
        return true;
      }
      if (error instanceof DiskFullError && log.offline === null) {
        logger.warn(`a log's move waits for space: ${reason}`, fields);
        await this.#pause(RETRY_MS);
        return false;
      }
      logger.error(`a log's move to another data folder failed, it stays: ${reason}`, fields);
      return true;
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        this.#wake = null;
        resolve();
      };
      const timer = this.#services.clock.setTimer(delayMs, end);
      this.#wake = end;
    });
  }
}
