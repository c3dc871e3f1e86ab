/**
 * Regular expressions that come from outside, matched in time that grows with the length of the
 * text and never worse: all ways through the pattern are followed together, character by
 * character, so that nothing like `(a+)+$` keeps the event loop. The language's own matcher tries
 * one way after the other.
 *
 * What is understood is what RE2, which Kafka uses here, and JavaScript agree on: literals, `.`,
 * classes, `\d \w \s \p{…}` and their opposites, groups (also named and with the flags `i` and
 * `s`), `|`, `* + ?` and `{n,m}`, lazy or not, `^` and `$`. Looking around, looking back and `\b`
 * are not.
 *
 * @see https://swtch.com/~rsc/regexp/regexp1.html for the method
 * @module
 */
import { parsePattern, PatternError, type PatternNode } from "./linear_pattern_parser.ts";

/** Steps that a pattern may have after its repetitions are written out. */
const STEPS_MAX = 2000;

/** One step of a compiled pattern; `next` and `other` are places in the list. */
type Step =
  | { kind: "character"; matches: (character: string) => boolean; next: number }
  | { kind: "either"; next: number; other: number }
  | { kind: "start"; next: number }
  | { kind: "end"; next: number }
  | { kind: "match" };

/** A compiled pattern. */
export class LinearPattern {
  readonly #steps: readonly Step[];
  readonly #start: number;
  /** For each step, the position in the text at which it was last added. */
  readonly #seen: Int32Array;

  /** @throws {PatternError} */
  constructor(text: string) {
    const compiler = new Compiler();
    this.#start = compiler.compile(parsePattern(text), compiler.add({ kind: "match" }));
    this.#steps = compiler.steps;
    this.#seen = new Int32Array(this.#steps.length);
  }

  /** True where the whole text fits. */
  test(text: string): boolean {
    this.#seen.fill(-1);
    let current: number[] = [];
    const characters = [...text];
    this.#add(current, this.#start, { at: 0, length: characters.length });
    for (const [index, character] of characters.entries()) {
      const following: number[] = [];
      const place = { at: index + 1, length: characters.length };
      for (const id of current) {
        const step = this.#steps[id]!;
        if (step.kind !== "character" || !step.matches(character)) continue;
        this.#add(following, step.next, place);
      }
      if (following.length === 0) return false;
      current = following;
    }
    return current.some((id) => this.#steps[id]!.kind === "match");
  }

  /** Adds a step and all that is reached from it without a character. */
  #add(list: number[], first: number, place: { at: number; length: number }): void {
    const { at, length } = place;
    const waiting = [first];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.#seen[id] === at) continue;
      this.#seen[id] = at;
      const step = this.#steps[id]!;
      if (step.kind === "either") waiting.push(step.other, step.next);
      else if (step.kind === "start" || step.kind === "end") {
        if (at === (step.kind === "start" ? 0 : length)) waiting.push(step.next);
      } else list.push(id);
    }
  }
}

/** Writes a pattern's tree as steps, from its end to its beginning. */
class Compiler {
  readonly steps: Step[] = [];

  /** @throws {PatternError} */
  add(step: Step): number {
    if (this.steps.length === STEPS_MAX) {
      throw new PatternError(`Cannot use a pattern of more than ${STEPS_MAX} steps`);
    }
    return this.steps.push(step) - 1;
  }

  /** The first step of `node`, which goes on with the step `next`. */
  compile(node: PatternNode, next: number): number {
    switch (node.kind) {
      case "character":
        return this.add({ kind: "character", matches: node.matches, next });
      case "start":
      case "end":
        return this.add({ kind: node.kind, next });
      case "sequence":
        return node.nodes.reduceRight((after, each) => this.compile(each, after), next);
      case "either":
        return node.nodes.map((each) => this.compile(each, next)).reduceRight(
          (other, each) => this.add({ kind: "either", next: each, other }),
        );
      case "repeated":
        return this.#repeated(node, next);
    }
  }

  #repeated(
    { node, min, max }: { node: PatternNode; min: number; max: number },
    next: number,
  ): number {
    let first = next;
    if (max === Infinity) first = this.#anyNumber(node, next);
    else {
      for (let count = min; count < max; count++) {
        const once = this.compile(node, first);
        first = this.add({ kind: "either", next: once, other: next });
      }
    }
    for (let count = 0; count < min; count++) first = this.compile(node, first);
    return first;
  }

  #anyNumber(node: PatternNode, next: number): number {
    const loop: Step = { kind: "either", next, other: next };
    const id = this.add(loop);
    loop.next = this.compile(node, id);
    return id;
  }
}
