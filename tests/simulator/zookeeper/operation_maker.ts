/**
 * Makes the requests of a run: few paths, so that clients get in each other's way.
 *
 * @module
 */
import type { Random } from "../../../lib/io/random.ts";
import type { Change, Operation } from "./operation.ts";

/** The nodes that have others below them. */
export const PARENTS = ["/a", "/b"];
/** Those below each; sequential ones come on top. */
export const NAMES = ["x", "y"];

/** Requests as chance has them. */
export class OperationMaker {
  readonly #random: Random;
  #nextValue = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Any request. */
  next(): Operation {
    const dice = this.#random.int(100);
    const watch = this.#random.int(2) === 0;
    if (dice < 45) return this.#change();
    if (dice < 55) {
      const changes = Array.from({ length: 1 + this.#random.int(3) }, () => this.#member());
      return { kind: "multi", changes };
    }
    if (dice < 70) return { kind: "getData", path: this.#path(), watch };
    if (dice < 80) return { kind: "exists", path: this.#path(), watch };
    if (dice < 94) return { kind: "getChildren", path: this.#path(), watch };
    if (dice < 99) return { kind: "sync" };
    return { kind: "closeSession" };
  }

  #member(): Change {
    if (this.#random.int(4) > 0) return this.#change();
    return { kind: "check", path: this.#path(), version: this.#version() };
  }

  #change(): Change {
    const dice = this.#random.int(12);
    const path = this.#path();
    const data = String(this.#nextValue++);
    // Without them nothing else can be done.
    if (dice >= 10) return { kind: "create", path: this.#parent(), data, flags: 0 };
    if (dice < 3) return { kind: "create", path, data, flags: this.#random.int(2) };
    if (dice < 5) {
      const flags = 2 + this.#random.int(2);
      return { kind: "create", path: `${this.#parent()}/s-`, data, flags };
    }
    if (dice < 8) return { kind: "setData", path, data, version: this.#version() };
    return { kind: "delete", path, version: this.#version() };
  }

  #path(): string {
    const parent = this.#parent();
    const name = this.#random.int(NAMES.length + 1);
    return name === NAMES.length ? parent : `${parent}/${NAMES[name]}`;
  }

  #parent(): string {
    return PARENTS[this.#random.int(PARENTS.length)]!;
  }

  #version(): number {
    return this.#random.int(2) === 0 ? -1 : this.#random.int(3);
  }
}
