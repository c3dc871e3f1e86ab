/**
 * Looks from time to time for containers and nodes with a time to live that are due, and removes
 * them through the pipeline.
 *
 * @module
 */
import type { Clock, Timer } from "../../io/clock.ts";
import { dueForRemoval } from "../operations/delete_container.ts";
import type { DataTree } from "../tree/data_tree.ts";

/** What the cleaner works with. */
export interface ContainerCleanerOptions {
  readonly clock: Clock;
  readonly tree: DataTree;
  readonly intervalMs: number;
  readonly remove: (path: string) => void;
}

/** Removals in one look: what is left is found by the next. */
const REMOVALS_MAX = 1000;

/** A timer that cleans. */
export class ContainerCleaner {
  readonly #options: ContainerCleanerOptions;
  #timer: Timer | null = null;

  constructor(options: ContainerCleanerOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, intervalMs } = this.#options;
    this.#timer = clock.setTimer(intervalMs, () => {
      this.#clean();
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #clean(): void {
    const { tree, clock, remove } = this.#options;
    for (const path of dueForRemoval(tree, clock.nowMs()).slice(0, REMOVALS_MAX)) remove(path);
  }
}
