/**
 * A connection of a simulated client that outlives what happens to the network: it connects again
 * when it is asked for something, and tells who waits when an answer cannot come any more.
 *
 * @module
 */
import { FrameSplitter } from "../../lib/bytes/frame_splitter.ts";
import { Reader } from "../../lib/bytes/reader.ts";
import { ConnectError, type Connection, type SocketHandlers } from "../../lib/io/socket.ts";
import { errorName } from "../../lib/kafka/protocol/error_code.ts";
import { turns } from "../io/turns.ts";
import { type ClientApi, decodeAnswer, frameOf } from "../kafka/server/test_client.ts";
import { NoAnswerError } from "./caller.ts";
import type { MemoryKedge } from "./memory_kedge.ts";

const KAFKA_PORT = 9092;
/** Tries before an error that passes counts as one that does not. */
const TRIES_MAX = 3000;
/** Turns of the loop between two tries. */
const REST_TURNS = 3;

/** The client's process was killed: nothing of it goes on. */
export class KilledError extends Error {
  override name = "KilledError";
}

/** One connection, as long as it lasts. */
class Link implements SocketHandlers {
  #connection: Connection | null = null;
  #isClosed = false;
  #unsent: Uint8Array[] = [];
  #nextCorrelationId = 1;
  readonly #splitter = new FrameSplitter({ frameBytesMax: 2 ** 24 });
  readonly #waiting = new Map<number, (frame: Uint8Array | null) => void>();

  static async open(kedge: MemoryKedge): Promise<Link> {
    const link = new Link();
    const { network } = kedge;
    link.#connection = await network.connect({ host: "127.0.0.1", port: KAFKA_PORT }, link);
    // A machine that lost its power meanwhile answers nobody.
    if (kedge.network !== network) link.cut();
    return link;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Pulls this connection's cable: what is under way is lost, in both directions. */
  cut(): void {
    this.#connection?.destroy();
    this.close();
  }

  /** Ends it on this side alone: what was sent arrives, and its answers go nowhere. */
  leave(): void {
    this.#connection?.end();
    this.close();
  }

  data(chunk: Uint8Array): void {
    this.#splitter.push(chunk, (frame) => {
      const correlationId = new Reader(frame).int32();
      this.#waiting.get(correlationId)?.(frame.slice());
      this.#waiting.delete(correlationId);
    });
  }

  drain(): void {
    while (this.#unsent.length > 0) {
      const taken = this.#connection!.write(this.#unsent[0]!);
      if (taken < this.#unsent[0]!.length) {
        this.#unsent[0] = this.#unsent[0]!.subarray(taken);
        return;
      }
      this.#unsent.shift();
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const answer of this.#waiting.values()) answer(null);
    this.#waiting.clear();
  }

  async call<RequestInput, Response>(
    api: ClientApi<RequestInput, Response>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    const correlationId = this.#nextCorrelationId++;
    const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
    this.#waiting.set(correlationId, resolve);
    this.#unsent.push(frameOf(api.request, { version, correlationId, body }));
    this.drain();
    const frame = await promise;
    if (frame === null) throw new NoAnswerError(api.request.name);
    return decodeAnswer(api, { version, correlationId, frame });
  }
}

/** A client's way to the broker. */
export class TransactionsClient {
  readonly #kedge: MemoryKedge;
  #link: Link | null = null;
  #isKilled = false;

  constructor(kedge: MemoryKedge) {
    this.#kedge = kedge;
  }

  get nowMs(): number {
    return this.#kedge.clock.nowMs();
  }

  /** Ends the connection under whatever is under way. */
  cut(): void {
    this.#link?.cut();
  }

  /** Goes on with a new connection; what the broker got on this one it still works on. */
  leave(): void {
    this.#link?.leave();
  }

  /** Nothing is sent from now on; who waits gets a KilledError. */
  kill(): void {
    this.#isKilled = true;
    this.cut();
  }

  /** One request. Throws NoAnswerError where the connection ends first: it may be done or not. */
  async call<RequestInput, Response>(
    api: ClientApi<RequestInput, Response>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    this.#checkAlive();
    try {
      if (this.#link === null || this.#link.isClosed) this.#link = await Link.open(this.#kedge);
    } catch (error) {
      if (error instanceof ConnectError) throw new NoAnswerError(api.request.name);
      throw error;
    }
    this.#checkAlive();
    return await this.#link.call(api, version, body);
  }

  /**
   * Tries until the answer is not an error that passes.
   *
   * @param attempt gives an error code
   * @returns the first code that is not one of `passing`
   */
  async retry(passing: ReadonlySet<number>, attempt: () => Promise<number>): Promise<number> {
    let last = "no answer";
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      this.#checkAlive();
      try {
        const code = await attempt();
        if (!passing.has(code)) return code;
        last = errorName(code);
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        last = `${error.message} not answered`;
      }
      await turns(REST_TURNS);
    }
    throw new Error(`An error that passes did not in ${TRIES_MAX} tries: ${last}`);
  }

  #checkAlive(): void {
    if (this.#isKilled) throw new KilledError("killed");
  }
}
