/**
 * Server-sent events: answers that go on until one side ends them. What a client has not read yet
 * waits within a bound; past it the stream tells so and ends, so that nobody's slowness grows the
 * process.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 * @module
 */
import type { Clock, Timer } from "../io/clock.ts";
import { RestError, RestErrorCode } from "./failure.ts";

/** Their Content-Type. */
export const EVENT_STREAM_TYPE = "text/event-stream";

/** Streams open at once. */
const STREAMS_MAX = 256;
/** Characters that wait for one client to read them, and for all together. */
const QUEUED_LENGTH_MAX = 1024 * 1024;
const QUEUED_LENGTH_SUM_MAX = 32 * 1024 * 1024;
/** How often something goes out, in ms: proxies end what is silent for a minute, some for less. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ": heartbeat\n\n";

/** One event. */
export interface ServerEvent {
  readonly event: string;
  /** What Last-Event-ID says after a break; left out where the event is no place to go on from. */
  readonly id?: string | number;
  /** Written as JSON. */
  readonly data: unknown;
}

/** One open answer. */
export interface EventStream {
  /** Sends an event, or ends the stream where too much waits already. */
  send(event: ServerEvent): void;
}

/** All open answers. */
export class EventStreams {
  readonly #clock: Clock;
  readonly #open = new Set<OpenStream>();
  readonly #queued: QueuedSum = { length: 0 };
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Streams open now. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Opens one more.
   *
   * @param options `begin` is given the stream and gives what is to be called once when it has
   * ended, whoever ended it; `signal` tells that the client has gone
   * @throws {RestError} 503 where there are too many, or the server stops
   */
  async open(options: {
    signal: AbortSignal;
    begin: (stream: EventStream) => Promise<() => void>;
  }): Promise<Response> {
    if (this.#isClosed || this.#open.size >= STREAMS_MAX) throw this.#refusal();
    const stream = new OpenStream(this.#clock, {
      queuedSum: this.#queued,
      forget: () => this.#open.delete(stream),
    });
    this.#open.add(stream);
    try {
      stream.onRelease(await options.begin(stream));
    } catch (error) {
      stream.release();
      throw error;
    }
    options.signal.addEventListener("abort", () => stream.release(), { once: true });
    if (options.signal.aborted) stream.release();
    return new Response(stream.body, {
      headers: {
        "content-type": `${EVENT_STREAM_TYPE}; charset=utf-8`,
        "cache-control": "no-store",
        // Proxies of the nginx kind would hold events back.
        "x-accel-buffering": "no",
      },
    });
  }

  /** Ends all of them with an event that says so; none is opened any more. */
  close(): void {
    this.#isClosed = true;
    const data = { message: "The server stops" };
    for (const stream of [...this.#open]) stream.end({ event: "closing", data });
  }

  #refusal(): RestError {
    const message = this.#isClosed
      ? "The server stops"
      : `${STREAMS_MAX} event streams are open; end one, or try again`;
    return new RestError(RestErrorCode.BROKER_NOT_AVAILABLE, message, { "retry-after": "5" });
  }
}

/** Characters that wait in all streams. */
interface QueuedSum {
  length: number;
}

class OpenStream implements EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #clock: Clock;
  readonly #queuedSum: QueuedSum;
  readonly #forget: () => void;
  #released: () => void = () => {};
  #queued = "";
  #isEnding = false;
  #isReleased = false;
  #wake: () => void = () => {};
  #heartbeat: Timer;

  constructor(clock: Clock, options: { queuedSum: QueuedSum; forget: () => void }) {
    this.#clock = clock;
    this.#queuedSum = options.queuedSum;
    this.#forget = options.forget;
    this.#heartbeat = this.#nextHeartbeat();
    // Without a buffer of its own: what waits, waits in the queue, whose length is known.
    this.body = new ReadableStream<Uint8Array>({
      pull: (controller) => this.#pull(controller),
      cancel: () => this.release(),
    }, { highWaterMark: 0 });
  }

  /** Calls `released` once the stream has ended, which it may have already. */
  onRelease(released: () => void): void {
    if (this.#isReleased) released();
    else this.#released = released;
  }

  send(event: ServerEvent): void {
    if (this.#isEnding) return;
    const text = eventText(event);
    const fits = this.#queued.length + text.length <= QUEUED_LENGTH_MAX &&
      this.#queuedSum.length + text.length <= QUEUED_LENGTH_SUM_MAX;
    if (fits) return this.#push(text);
    const { length } = this.#queued;
    const message = `${length} characters wait to be read, and more cannot: events were lost`;
    this.end({ event: "overflow", data: { message } });
  }

  /** Sends a last event, and ends when all is read. */
  end(last: ServerEvent): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#push(eventText(last));
    this.#letGo();
  }

  /** Nobody reads any more. */
  release(): void {
    this.#isEnding = true;
    this.#takeQueued();
    this.#letGo();
    this.#wake();
  }

  #push(text: string): void {
    this.#queued += text;
    this.#queuedSum.length += text.length;
    this.#wake();
  }

  #takeQueued(): string {
    const text = this.#queued;
    this.#queued = "";
    this.#queuedSum.length -= text.length;
    return text;
  }

  #letGo(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#heartbeat.cancel();
    this.#forget();
    this.#released();
  }

  #nextHeartbeat(): Timer {
    return this.#clock.setTimer(HEARTBEAT_MS, () => {
      if (this.#queued === "") this.#push(HEARTBEAT);
      this.#heartbeat = this.#nextHeartbeat();
    });
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (this.#queued === "" && !this.#isEnding) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const text = this.#takeQueued();
    if (text !== "") controller.enqueue(new TextEncoder().encode(text));
    if (this.#isEnding) controller.close();
  }
}

function eventText({ event, id, data }: ServerEvent): string {
  const place = id === undefined ? "" : `id: ${id}\n`;
  return `event: ${event}\n${place}data: ${JSON.stringify(data)}\n\n`;
}
