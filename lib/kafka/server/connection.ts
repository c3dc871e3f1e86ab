/**
 * One client's connection: cuts frames, hands them to the dispatcher, and sends the answers in the
 * order of the requests, whatever order they are ready in.
 *
 * Bounded on both sides: while too many requests are under way, or too many bytes wait to go out,
 * the socket is not read and frames already received wait.
 *
 * @module
 */
import { OutputQueue } from "../../io/output_queue.ts";
import type { Connection, SocketHandlers } from "../../io/socket.ts";
import type { Logger } from "../../io/logger.ts";
import type { ConnectionFacts } from "../handlers/handler.ts";
import { ApiKey } from "../protocol/api_key.ts";
import { FrameSplitter } from "../protocol/frame.ts";
import { type Answer, type Dispatcher, isClientFault } from "./dispatch.ts";

/** Requests of one connection under way at once. */
const IN_FLIGHT_MAX = 256;
/** Bytes waiting to go out above which no further request is taken. */
const OUTPUT_BYTES_MAX = 1 << 20;
/** Bytes of a request before its API key ends. */
const API_KEY_BYTES = 2;

/** A request's place in the order of answers. */
interface Slot {
  /** Undefined while the handler works. */
  answer: Answer | undefined;
}

/** What a connection needs of its server. */
export interface ConnectionServices {
  dispatcher: Dispatcher;
  logger: Logger;
  listenerName: string;
  frameBytesMax: number;
  nowMs: () => number;
  onClosed: (connection: KafkaConnection) => void;
}

/** A connection on 9092. */
export class KafkaConnection implements SocketHandlers, ConnectionFacts {
  readonly id: number;
  readonly listenerName: string;
  softwareName = "";
  softwareVersion = "";
  /** Monotonic time of the last request, in ms: idle connections are closed by it. */
  lastActiveMs: number;
  readonly #socket: Connection;
  readonly #services: ConnectionServices;
  readonly #splitter: FrameSplitter;
  readonly #output: OutputQueue;
  readonly #closeListeners = new Set<() => void>();
  readonly #slots: Slot[] = [];
  /** Frames that came in while no request could be taken. */
  #waiting: Uint8Array[] = [];
  /**
   * A Fetch is under way. A second one waits for it, as in Kafka: its answer may be as large as
   * fetch.max.bytes, and what many of them read at once would be memory without a bound.
   */
  #fetching = false;
  #paused = false;
  #closed = false;

  constructor(id: number, socket: Connection, services: ConnectionServices) {
    this.id = id;
    this.#socket = socket;
    this.#services = services;
    this.listenerName = services.listenerName;
    this.lastActiveMs = services.nowMs();
    this.#splitter = new FrameSplitter({ frameBytesMax: services.frameBytesMax });
    this.#output = new OutputQueue(socket, () => this.#takeWaiting());
  }

  get remoteAddress(): string {
    return this.#socket.remoteAddress;
  }

  get localAddress(): string {
    return this.#socket.localAddress;
  }

  get localPort(): number {
    return this.#socket.localPort;
  }

  /** True while requests are under way. A client that does not read its answers is idle. */
  get busy(): boolean {
    return this.#slots.length > 0;
  }

  onClose(run: () => void): () => void {
    if (this.#closed) {
      run();
      return () => {};
    }
    this.#closeListeners.add(run);
    return () => this.#closeListeners.delete(run);
  }

  data(chunk: Uint8Array): void {
    if (this.#closed) return;
    this.lastActiveMs = this.#services.nowMs();
    try {
      this.#splitter.push(chunk, (frame) => this.#take(frame));
    } catch (error) {
      this.#fail(error);
    }
  }

  drain(): void {
    this.lastActiveMs = this.#services.nowMs();
    this.#output.drain();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#slots.length = 0;
    this.#output.close();
    for (const run of [...this.#closeListeners]) run();
    this.#closeListeners.clear();
    this.#services.onClosed(this);
  }

  disconnect(reason: string): void {
    if (this.#closed) return;
    const from = { client: this.remoteAddress, listener: this.listenerName };
    this.#services.logger.warn(`closing connection: ${reason}`, from);
    this.destroy();
  }

  /** Ends the connection from this side. */
  destroy(): void {
    this.#socket.destroy();
    this.close();
  }

  get #full(): boolean {
    return this.#slots.length >= IN_FLIGHT_MAX || this.#output.queuedBytes > OUTPUT_BYTES_MAX;
  }

  #mayServe(frame: Uint8Array): boolean {
    return !this.#full && !(this.#fetching && isFetch(frame));
  }

  #take(frame: Uint8Array): void {
    if (this.#closed) return;
    if (this.#waiting.length > 0 || !this.#mayServe(frame)) {
      this.#waiting.push(frame);
      this.#pause();
      return;
    }
    this.#serve(frame);
  }

  #serve(frame: Uint8Array): void {
    const answer = this.#services.dispatcher.dispatch(frame, this);
    if (!(answer instanceof Promise)) {
      if (this.#slots.length === 0) {
        if (answer !== null) this.#output.push(answer);
      } else this.#slots.push({ answer });
      return;
    }
    const slot: Slot = { answer: undefined };
    this.#slots.push(slot);
    const isFetching = isFetch(frame);
    if (isFetching) this.#fetching = true;
    answer.then((ready) => {
      slot.answer = ready;
      if (isFetching) this.#fetching = false;
      this.#sendReady();
      // A Fetch that waited may go on though answers before this one's are still missing.
      if (isFetching) this.#takeWaiting();
    }, (error) => this.#fail(error));
  }

  /** Sends the answers that are next in order, then takes requests that had to wait. */
  #sendReady(): void {
    let count = 0;
    for (const { answer } of this.#slots) {
      if (answer === undefined) break;
      if (answer !== null) this.#output.push(answer);
      count += 1;
    }
    if (count === 0) return;
    this.#slots.splice(0, count);
    this.#takeWaiting();
  }

  #takeWaiting(): void {
    try {
      while (this.#waiting.length > 0 && this.#mayServe(this.#waiting[0]!) && !this.#closed) {
        this.#serve(this.#waiting.shift()!);
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#paused && this.#waiting.length === 0 && !this.#full && !this.#closed) {
      this.#paused = false;
      this.#socket.resume();
    }
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#socket.pause();
  }

  /** Ends this connection with one logged reason; the others go on. */
  #fail(error: unknown): void {
    if (this.#closed) return;
    const from = { client: this.remoteAddress, listener: this.listenerName };
    if (isClientFault(error)) {
      this.#services.logger.warn(`closing connection: ${error.message}`, from);
    } else {
      const reason = error instanceof Error ? error.stack ?? error.message : String(error);
      this.#services.logger.error(`closing connection after an unexpected error: ${reason}`, from);
    }
    this.destroy();
  }
}

function isFetch(frame: Uint8Array): boolean {
  return frame.length >= API_KEY_BYTES && ((frame[0]! << 8) | frame[1]!) === ApiKey.FETCH;
}
