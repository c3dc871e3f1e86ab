/**
 * What the clients of a simulation have asked for and have no answer to yet, and the first of it
 * that went wrong. A request that a crash leaves without an answer is no failure.
 *
 * @module
 */
import { NoAnswerError } from "./caller.ts";

/** Requests that were sent and are not over. */
export class UnderWay {
  readonly #requests = new Set<Promise<void>>();
  #failure: unknown = null;

  /** Keeps a request in mind; the promise that comes back resolves however it ends. */
  begin(request: Promise<void>): Promise<void> {
    const over = request.catch((error) => {
      if (!(error instanceof NoAnswerError)) this.#failure ??= error;
    }).finally(() => this.#requests.delete(over));
    this.#requests.add(over);
    return over;
  }

  /** Waits until everything is over. Throws the first failure. */
  async end(): Promise<void> {
    await Promise.all(this.#requests);
    this.#check();
  }

  /** Forgets what is not over: nobody will answer it. Throws the first failure. */
  abandon(): void {
    this.#requests.clear();
    this.#check();
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}
