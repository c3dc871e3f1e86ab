/**
 * One connection of a simulated client, which asks for one thing after the other while the clock of
 * the broker's process goes on.
 *
 * @module
 */
import type { MemoryClock } from "../../lib/io/memory_clock.ts";
import { ErrorCode, errorName } from "../../lib/kafka/protocol/error_code.ts";
import { turns, until } from "../io/turns.ts";
import { type ClientApi, decodeAnswer, type TestClient } from "../kafka/server/test_client.ts";

/** Tries before an error that passes counts as one that does not. */
const TRIES_MAX = 500;
/** Between two tries. */
const REST_MS = 10;
const PASSING: readonly number[] = [
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.CONCURRENT_TRANSACTIONS,
  ErrorCode.UNSTABLE_OFFSET_COMMIT,
];

/** The connection was closed before the answer came: whether it was done is not known. */
export class NoAnswerError extends Error {
  override name = "NoAnswerError";
}

/** A connection, as long as its broker's process lives. */
export class Caller {
  readonly #client: TestClient;
  /** Of that process: after a crash the machine has another one. */
  readonly #clock: MemoryClock;

  constructor(client: TestClient, clock: MemoryClock) {
    this.#client = client;
    this.#clock = clock;
  }

  /**
   * Sends a request; its answer may come in any later turn, after those before it.
   *
   * @throws {NoAnswerError} where the connection ends first
   */
  async call<RequestInput, Response>(
    api: ClientApi<RequestInput, Response>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    if (this.#client.isClosed) throw new NoAnswerError(api.request.name);
    // Correlation ids count the requests of the connection, and every one here is answered.
    const correlationId = this.#client.send(api.request, version, body);
    await until(`${api.request.name} is answered`, () => {
      if (this.#client.frames.length >= correlationId || this.#client.isClosed) return true;
      this.#clock.advance(1);
      return false;
    });
    const frame = this.#client.frames[correlationId - 1];
    if (frame === undefined) throw new NoAnswerError(api.request.name);
    return decodeAnswer(api, { version, correlationId, frame });
  }

  /** As clients do: again where the error says that it passes. Gives the first other code. */
  async retry(attempt: () => Promise<number>): Promise<number> {
    let code: number = ErrorCode.NONE;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      code = await attempt();
      if (!PASSING.includes(code)) return code;
      this.#clock.advance(REST_MS);
      await turns(1);
    }
    throw new Error(`${errorName(code)} should pass, and did not in ${TRIES_MAX} tries`);
  }
}
