/**
 * One client's connection: cuts frames, hands them to the dispatcher, and sends the answers in the
 * order of the requests, whatever order they are ready in.
 *
 * Bounded on both sides: while too many requests are under way, or too many bytes wait to go out,
 * the socket is not read and frames already received wait. A client that has ended its side is
 * still given the answers to what it has asked.
 *
 * @module
 */
import { FrameSplitter } from "../../bytes/frame_splitter.ts";
import { freeOwned } from "../../io/byte_origin.ts";
import { OutputQueue } from "../../io/output_queue.ts";
import type { AnswerMemory } from "../../io/answer_memory.ts";
import type { Clock, Timer } from "../../io/clock.ts";
import type { Connection, SocketHandlers } from "../../io/socket.ts";
import type { Logger } from "../../io/logger.ts";
import type { ConnectionFacts } from "../handlers/handler.ts";
import { ApiKey } from "../protocol/api_key.ts";
import { type Answer, type Dispatcher, isClientFault } from "./dispatch.ts";
import { HeldRequestBytes, type RequestBytes } from "./request_bytes.ts";

/** Requests of one connection under way at once. */
const IN_FLIGHT_MAX = 256;
/** Bytes waiting to go out above which no further request is taken. */
const OUTPUT_BYTES_MAX = 1 << 20;
/** How long a client that has ended its side may take none of its answers, in ms. */
const LINGER_MS = 30_000;
/** Why a connection ends that had to wait for memory while retention went on. */
const RECORDS_LOST = "records of its answer were let go while it did not read, and are gone now";
/** Bytes of a request before its API key ends. */
const API_KEY_BYTES = 2;

/** A request's place in the order of answers. */
interface Slot {
  /** Undefined while the handler works. */
  answer: Answer | undefined;
  /** What is claimed of the memory for an answer that waits for those before it. */
  heldBytes: number;
}

/** What a connection needs of its server. */
export interface ConnectionServices {
  dispatcher: Dispatcher;
  logger: Logger;
  listenerName: string;
  frameBytesMax: number;
  /** The bound on requests in memory; null where there is none. */
  requestBytes: RequestBytes | null;
  /** Counts what waits to go out; null where nobody does. */
  answers: AnswerMemory | null;
  clock: Clock;
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
  readonly #requestBytes: HeldRequestBytes | null;
  /** Frames that came in while no request could be taken. */
  #waiting: Uint8Array[] = [];
  /**
   * A Fetch is under way. A second one waits for it, as in Kafka: its answer may be as large as
   * fetch.max.bytes, and what many of them read at once would be memory without a bound.
   */
  #fetching = false;
  #paused = false;
  #isLooking = false;
  /** The client sends no more. */
  #peerEnded = false;
  #lingerTimer: Timer | null = null;
  /** Set while no request is taken, because a quota asks the client to wait. */
  #muteTimer: Timer | null = null;
  #mutedUntilMs = 0;
  #closed = false;

  constructor(id: number, socket: Connection, services: ConnectionServices) {
    this.id = id;
    this.#socket = socket;
    this.#services = services;
    this.listenerName = services.listenerName;
    this.lastActiveMs = services.clock.monotonicMs();
    this.#splitter = new FrameSplitter({
      frameBytesMax: services.frameBytesMax,
      setting: "socket.request.max.bytes",
    });
    this.#requestBytes = services.requestBytes === null
      ? null
      : new HeldRequestBytes(services.requestBytes, () => this.#readOn(), () => socket.pause());
    const { answers } = services;
    this.#output = new OutputQueue(
      socket,
      () => this.#takeWaiting(),
      answers && { memory: answers, onLost: () => this.disconnect(RECORDS_LOST) },
    );
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

  /**
   * True while requests are under way, or not taken because of a quota. A client that does not read
   * its answers is idle.
   */
  get busy(): boolean {
    return this.#slots.length > 0 || this.#muteTimer !== null;
  }

  /** True while the client is to send the rest of a request, whose bytes others may wait for. */
  get owesBytes(): boolean {
    return this.#requestBytes?.isAhead === true && !this.#paused;
  }

  /** Muted again, the longer time counts. */
  mute(durationMs: number): void {
    const { clock } = this.#services;
    const untilMs = clock.monotonicMs() + durationMs;
    if (this.#closed || untilMs <= this.#mutedUntilMs) return;
    this.#mutedUntilMs = untilMs;
    this.#muteTimer?.cancel();
    this.#muteTimer = clock.setTimer(durationMs, () => {
      this.#muteTimer = null;
      this.#takeWaiting();
    });
    this.#pause();
  }

  onClose(run: () => void): () => void {
    if (this.#closed || this.#peerEnded) {
      run();
      return () => {};
    }
    this.#closeListeners.add(run);
    return () => this.#closeListeners.delete(run);
  }

  data(chunk: Uint8Array): void {
    if (this.#closed) return;
    this.lastActiveMs = this.#services.clock.monotonicMs();
    try {
      const isViewed = this.#splitter.push(chunk, (frame) => this.#take(frame));
      if (!isViewed) freeOwned(chunk);
    } catch (error) {
      this.#fail(error);
    }
    const { pendingBytes } = this.#splitter;
    if (this.#requestBytes?.mayReadOn(pendingBytes) === false) this.#socket.pause();
  }

  drain(): void {
    this.lastActiveMs = this.#services.clock.monotonicMs();
    this.#output.drain();
  }

  peerEnded(): void {
    if (this.#closed || this.#peerEnded) return;
    this.#peerEnded = true;
    // A Fetch that waits for records is answered now: a client that is gone ends this way, too.
    this.#tellCloseListeners();
    this.#linger(LINGER_MS);
    this.#endWhenAnswered();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#lingerTimer?.cancel();
    this.#muteTimer?.cancel();
    this.#muteTimer = null;
    this.#waiting = [];
    for (const slot of this.#slots) this.#releaseAnswer(slot);
    this.#slots.length = 0;
    this.#output.close();
    this.#requestBytes?.close();
    this.#tellCloseListeners();
    this.#services.onClosed(this);
  }

  #tellCloseListeners(): void {
    for (const run of [...this.#closeListeners]) run();
    this.#closeListeners.clear();
  }

  /** Ends a connection whose client sends no more, once everything is answered and written. */
  #endWhenAnswered(): void {
    if (!this.#peerEnded || this.#slots.length > 0 || this.#waiting.length > 0) return;
    // Behind the queue's own microtask, which writes what can be written now; the rest follows
    // with the next drain, which comes here again.
    queueMicrotask(() => {
      if (this.#closed || this.#output.queuedBytes > 0) return;
      this.#socket.end();
      this.close();
    });
  }

  /** Gives up on a client that has ended its side and takes no answer either. */
  #linger(delayMs: number): void {
    const { clock } = this.#services;
    this.#lingerTimer = clock.setTimer(delayMs, () => {
      const leftMs = this.lastActiveMs + LINGER_MS - clock.monotonicMs();
      if (leftMs > 0) this.#linger(leftMs);
      else this.destroy();
    });
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
    return !this.#full && this.#muteTimer === null && !(this.#fetching && isFetch(frame));
  }

  #take(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#requestBytes?.take(frame.length);
    if (this.#waiting.length > 0 || !this.#mayServe(frame)) {
      this.#waiting.push(frame);
      this.#pause();
      this.#lookAgain();
      return;
    }
    this.#serve(frame);
  }

  #serve(frame: Uint8Array): void {
    const sizeBytes = frame.length;
    const answer = this.#services.dispatcher.dispatch(frame, this);
    const isProduce = apiKeyOf(frame) === ApiKey.PRODUCE;
    if (!(answer instanceof Promise)) {
      // Without an answer (acks=0) a batch may still be on its way to the log.
      if (isProduce && answer !== null) freeOwned(frame);
      this.#requestBytes?.release(sizeBytes);
      if (this.#slots.length === 0) {
        if (answer !== null) this.#output.push(answer);
      } else this.#slots.push({ answer, heldBytes: 0 });
      return;
    }
    const slot: Slot = { answer: undefined, heldBytes: 0 };
    this.#slots.push(slot);
    const isFetching = isFetch(frame);
    if (isFetching) this.#fetching = true;
    // As in Kafka: only records stay in memory while their request waits. Others, which may wait
    // for requests of other clients, hold none of the bytes that these need.
    if (!isProduce) this.#requestBytes?.release(sizeBytes);
    answer.then((ready) => {
      if (isProduce) {
        this.#requestBytes?.release(sizeBytes);
        if (ready !== null) freeOwned(frame);
      }
      slot.answer = ready;
      if (isFetching) this.#fetching = false;
      this.#sendReady();
      if (isFetching) this.#holdAnswer(slot);
      // A Fetch that waited may go on though answers before this one's are still missing.
      if (isFetching) this.#takeWaiting();
    }, (error) => this.#fail(error));
  }

  /** Sends the answers that are next in order, then takes requests that had to wait. */
  #sendReady(): void {
    let count = 0;
    for (const slot of this.#slots) {
      const { answer } = slot;
      if (answer === undefined) break;
      this.#releaseAnswer(slot);
      if (answer !== null) this.#output.push(answer);
      count += 1;
    }
    if (count === 0) return;
    this.#slots.splice(0, count);
    this.#takeWaiting();
  }

  /** Counts records that wait for the answers before theirs. */
  #holdAnswer(slot: Slot): void {
    if (this.#closed || slot.answer === null || !this.#slots.includes(slot)) return;
    for (const { length } of slot.answer ?? []) slot.heldBytes += length;
    this.#services.answers?.account.claim(slot.heldBytes);
  }

  #releaseAnswer(slot: Slot): void {
    if (slot.heldBytes === 0) return;
    this.#services.answers?.account.release(slot.heldBytes);
    slot.heldBytes = 0;
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
    const idle = this.#waiting.length === 0 && !this.#full && this.#muteTimer === null;
    if (this.#paused && idle && !this.#closed) {
      this.#paused = false;
      this.#resume();
    }
    if (this.#paused) this.#lookAgain();
    this.#endWhenAnswered();
  }

  /**
   * What waits to go out may leave at the end of this turn, without a drain to tell of it: looks
   * again behind the queue's own microtask.
   */
  #lookAgain(): void {
    const { queuedBytes, isBlocked } = this.#output;
    if (this.#isLooking || queuedBytes <= OUTPUT_BYTES_MAX || isBlocked) return;
    this.#isLooking = true;
    queueMicrotask(() => {
      this.#isLooking = false;
      if (!this.#closed) this.#takeWaiting();
    });
  }

  /** There is room for bytes of requests again: takes it for the one that has begun. */
  #readOn(): void {
    if (this.#requestBytes?.mayReadOn(this.#splitter.pendingBytes) !== false) this.#resume();
  }

  /** Reads the socket again, unless something else still speaks against it. */
  #resume(): void {
    if (this.#paused || this.#closed || this.#requestBytes?.isWaiting === true) return;
    this.#socket.resume();
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
  return apiKeyOf(frame) === ApiKey.FETCH;
}

/** The API key of a request; -1 where it is too short for one. */
function apiKeyOf(frame: Uint8Array): number {
  return frame.length < API_KEY_BYTES ? -1 : (frame[0]! << 8) | frame[1]!;
}
