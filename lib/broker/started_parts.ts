/**
 * What a start has brought up so far, to be taken down in the other direction: when kedge stops,
 * and where a later step of the start fails.
 *
 * @module
 */

/** Ends one part. */
export type Release = () => void | Promise<void>;

/** The parts that run, in the order of their start. */
export class StartedParts {
  readonly #releases: Release[] = [];

  /** Notes how to end a part: before its start, where that can fail halfway. */
  add(release: Release): void {
    this.#releases.push(release);
  }

  /**
   * Ends every part, the last one first, each once; one that resists does not keep the others up.
   *
   * @throws the first error that a part's end had
   */
  async release(): Promise<void> {
    const errors: unknown[] = [];
    for (let next = this.#releases.pop(); next !== undefined; next = this.#releases.pop()) {
      try {
        await next();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
