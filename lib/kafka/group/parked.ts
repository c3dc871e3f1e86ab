/**
 * A request whose answer waits for what other members do: JoinGroup until all have joined,
 * SyncGroup until the leader has assigned.
 *
 * @module
 */

/** One parked request. It is answered exactly once; a second answer is a bug and throws. */
export class Parked<Response> {
  readonly promise: Promise<Response>;
  #resolve!: (response: Response) => void;
  #reject!: (error: Error) => void;
  #claimed = false;
  #answered = false;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Whether an answer is decided, sent or not. */
  get claimed(): boolean {
    return this.#claimed;
  }

  /** Says that an answer is decided; it may still wait for the disk. */
  claim(): void {
    if (this.#claimed) throw new Error("A parked request is answered for the second time");
    this.#claimed = true;
  }

  /** Sends the answer decided. */
  answer(response: Response): void {
    this.#finish();
    this.#resolve(response);
  }

  /** Ends the wait with an error, decided on or not. */
  fail(error: Error): void {
    this.#finish();
    this.#reject(error);
  }

  #finish(): void {
    if (this.#answered) throw new Error("A parked request is answered for the second time");
    this.#claimed = true;
    this.#answered = true;
  }
}
