/**
 * Counts what a run found and prints a line per check: `ok name`, `FAIL name: why` or
 * `skip name: why`. Every suite writes here; main.ts prints the sum.
 *
 * @module
 */

/** The outcomes of one run. */
export class Report {
  #passed = 0;
  #failed: string[] = [];
  #skipped: string[] = [];
  #scope: string;
  #parent: Report | undefined;

  constructor(scope = "", parent?: Report) {
    this.#scope = scope;
    this.#parent = parent;
  }

  /** A view of this report that puts `scope` before each name. */
  within(scope: string): Report {
    return new Report(this.#scope + scope + ": ", this.#parent ?? this);
  }

  ok(name: string): void {
    const total = this.#parent ?? this;
    total.#passed++;
    console.log(`ok   ${this.#scope}${name}`);
  }

  fail(name: string, reason: string): void {
    const total = this.#parent ?? this;
    total.#failed.push(this.#scope + name);
    console.log(`FAIL ${this.#scope}${name}: ${reason}`);
  }

  skip(name: string, reason: string): void {
    const total = this.#parent ?? this;
    total.#skipped.push(`${this.#scope}${name} (${reason})`);
    console.log(`skip ${this.#scope}${name}: ${reason}`);
  }

  /** Runs `check`; it passes when it does not throw. */
  async check(name: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      this.fail(name, error instanceof Error ? error.message : String(error));
      return;
    }
    this.ok(name);
  }

  /** Failures by name. */
  get failed(): readonly string[] {
    return (this.#parent ?? this).#failed;
  }

  /**
   * Prints the failures and skips once more, then the line that ends a run.
   *
   * @param skipsFail "skips fail" where nothing may be left out (CI): a skip counts as a failure
   * @returns the number of failures
   */
  finish(skips: "skips fail" | "skips are allowed"): number {
    for (const name of this.#failed) console.log(`failed: ${name}`);
    for (const name of this.#skipped) console.log(`skipped: ${name}`);
    const strict = skips === "skips fail";
    const failed = this.#failed.length + (strict ? this.#skipped.length : 0);
    const rest = strict || this.#skipped.length === 0 ? "" : `, ${this.#skipped.length} skipped`;
    console.log(`${this.#passed} passed, ${failed} failed${rest}`);
    return failed;
  }
}
