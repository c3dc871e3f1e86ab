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
import { FrameSplitter } from "../protocol/frame.ts";
import { type Answer, type Dispatcher, isClientFault } from "./dispatch.ts";

/** Requests of one connection under way at once. */
const IN_FLIGHT_MAX = 256;
/** Bytes waiting to go out above which no further request is taken. */
const OUTPUT_BYTES_MAX = 1 << 20;

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

  /** True while requests are under way or answers wait to go out. */
  get busy(): boolean {
    return this.#slots.length > 0 || this.#output.queuedBytes > 0;
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

  #take(frame: Uint8Array): void {
    if (this.#closed) return;
    if (this.#waiting.length > 0 || this.#full) {
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
    answer.then((ready) => {
      slot.answer = ready;
      this.#sendReady();
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
      while (this.#waiting.length > 0 && !this.#full && !this.#closed) {
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
