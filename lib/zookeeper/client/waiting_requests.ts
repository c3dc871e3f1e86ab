/**
 * Requests that wait for a session to be connected, in their order.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";

const WAITING_MAX = 10_000;

interface Waiting {
  readonly path: string | null;
  resolve(): void;
  reject(error: unknown): void;
}

/** Those that wait. */
export class WaitingRequests {
  #waiting: Waiting[] = [];

  /**
   * Waits for a connection.
   *
   * @param path of the request, for the error
   * @throws {KeeperError} CONNECTIONLOSS where none can be made, or too many wait
   */
  wait(path: string | null): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX) {
      return Promise.reject(new KeeperError(ErrorCode.CONNECTIONLOSS, path));
    }
    return new Promise((resolve, reject) => this.#waiting.push({ path, resolve, reject }));
  }

  /** There is a connection. */
  release(): void {
    for (const { resolve } of this.#take()) resolve();
  }

  /** There is none. */
  fail(code: number): void {
    for (const { path, reject } of this.#take()) reject(new KeeperError(code, path));
  }

  #take(): Waiting[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
