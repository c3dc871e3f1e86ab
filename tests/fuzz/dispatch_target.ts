/**
 * Fuzzes a whole broker in memory: random requests of all APIs and versions through dispatch, one
 * after the other and side by side, while time passes. A request is answered, or ends its own
 * connection because it is malformed. Nothing else may come of it: no other error, no
 * UNKNOWN_SERVER_ERROR, no error in the log.
 *
 * @module
 */
import { Reader } from "../../lib/bytes/reader.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { handlers } from "../../lib/kafka/handlers/mod.ts";
import { messages } from "../../lib/kafka/messages/mod.ts";
import { ApiKey, apiKeyName } from "../../lib/kafka/protocol/api_key.ts";
import { readResponseHeader, writeRequestHeader } from "../../lib/kafka/protocol/header.ts";
import { type Answer, Dispatcher, isClientFault } from "../../lib/kafka/server/dispatch.ts";
import { startTestBroker, type TestBroker, TestConnection } from "../kafka/test_broker.ts";
import { type FuzzTarget, pick } from "./fuzz_target.ts";
import { mutate } from "./mutate.ts";
import { RequestMaker, Vocabulary } from "./request_maker.ts";

const REQUESTS = 60;
/** Requests that wait at one time. */
const WAITING_MAX = 8;
const TIME_STEP_MS_MAX = 3_000;
/** Longer than anything waits here. */
const WAIT_MS_MAX = 24 * 3_600_000;
const TURNS = 40;
/** Reserved for each file of the disk; the largest is the broker's reserve file. */
const FILE_BYTES_MAX = 16 << 20;

/** Those that give others something to find come more often than the one that takes it away. */
const OFTEN = [ApiKey.PRODUCE, ApiKey.FETCH, ApiKey.JOIN_GROUP, ApiKey.INIT_PRODUCER_ID];
/** A bit that flips in their count makes more files than there is memory for (request_maker.ts). */
const MAKES_PARTITIONS: ReadonlySet<number> = new Set([
  ApiKey.CREATE_TOPICS,
  ApiKey.CREATE_PARTITIONS,
]);
const keys = [...handlers.keys()];
const apiKeys = [
  ...keys,
  ...keys.filter((apiKey) => apiKey !== ApiKey.DELETE_TOPICS),
  ...OFTEN,
  ...OFTEN,
  ...OFTEN,
];

export const dispatchTarget: FuzzTarget = {
  name: "dispatch",
  async round(random) {
    const clock = new MemoryClock();
    const files = new MemoryFileSystem({
      fileBytesMax: FILE_BYTES_MAX,
      nowMs: () => clock.nowMs(),
    });
    const overrides = ["group.initial.rebalance.delay.ms=0"];
    const running = await startTestBroker({ overrides, clock, files });
    try {
      await running.createTopic("topic", { partitions: 2 });
      await running.createTopic("compacted", { configs: { "cleanup.policy": "compact" } });
      await new DispatchRun(running, random).run();
    } finally {
      await running.close();
    }
  },
};

class DispatchRun {
  readonly #running: TestBroker;
  readonly #random: SeededRandom;
  readonly #dispatcher: Dispatcher;
  readonly #vocabulary = new Vocabulary();
  readonly #waiting = new Set<Promise<void>>();
  #connection = new TestConnection();
  readonly #connections = [this.#connection];
  #failure: Error | null = null;

  constructor(running: TestBroker, random: SeededRandom) {
    this.#running = running;
    this.#random = random;
    this.#dispatcher = new Dispatcher(running.broker, handlers, { request() {} });
    for (const topic of running.broker.image.topics.values()) {
      this.#vocabulary.add("topicId", topic.id);
    }
  }

  async run(): Promise<void> {
    for (let i = 0; i < REQUESTS; i++) {
      if (this.#random.int(20) === 0) this.#reconnect();
      this.#send();
      if (this.#random.int(3) > 0) await turns(2);
      if (this.#random.int(8) === 0) await this.#passTime(this.#random.int(TIME_STEP_MS_MAX));
      if (this.#waiting.size >= WAITING_MAX) await this.#settle();
      this.#check();
    }
    await this.#settle();
    this.#check();
  }

  #reconnect(): void {
    this.#connection = new TestConnection();
    this.#connections.push(this.#connection);
  }

  #send(): void {
    const apiKey = pick(this.#random, apiKeys);
    const [min, max] = handlers.get(apiKey)!.versions;
    const apiVersion = min + this.#random.int(max - min + 1);
    const frame = this.#frame(apiKey, apiVersion);
    if (frame === null) return;
    const what = `${apiKeyName(apiKey)} version ${apiVersion}`;
    try {
      const answer = this.#dispatcher.dispatch(frame, this.#connection);
      if (answer instanceof Promise) this.#await(answer, { apiKey, apiVersion });
      else this.#take(answer, { apiKey, apiVersion });
    } catch (error) {
      this.#refused(error, what);
    }
  }

  /** A request as a frame, changed once more now and then. */
  #frame(apiKey: number, apiVersion: number): Uint8Array | null {
    const api = messages.get(apiKey)!;
    const value = new RequestMaker(this.#random, this.#vocabulary, apiVersion)
      .make(api.request.fields);
    const writer = new Writer();
    writeRequestHeader(writer, { apiKey, apiVersion, correlationId: 1, clientId: "fuzz" });
    try {
      api.request.encode(writer, apiVersion, value as never);
    } catch (error) {
      // A number of the vocabulary that is too large for this field.
      if (error instanceof RangeError) return null;
      throw error;
    }
    const frame = writer.finish();
    if (MAKES_PARTITIONS.has(apiKey)) return frame;
    return this.#random.int(10) === 0 ? mutate(frame, this.#random) : frame;
  }

  #await(answer: Promise<Answer>, request: { apiKey: number; apiVersion: number }): void {
    const what = `${apiKeyName(request.apiKey)} version ${request.apiVersion}`;
    const wait: Promise<void> = answer
      .then((pieces) => this.#take(pieces, request))
      .catch((error) => this.#refused(error, what))
      .finally(() => this.#waiting.delete(wait));
    this.#waiting.add(wait);
  }

  /** Reads an answer as its client does. */
  #take(answer: Answer, request: { apiKey: number; apiVersion: number }): void {
    if (answer === null) return;
    const frame = Buffer.concat(answer);
    const reader = new Reader(frame, 4);
    // A changed frame may be a request of another API.
    const api = messages.get(request.apiKey)!;
    try {
      readResponseHeader(reader, request);
      const response = api.response.decode(reader, request.apiVersion);
      this.#vocabulary.learn(response);
    } catch (error) {
      if (!isClientFault(error)) throw error;
    }
  }

  #refused(error: unknown, what: string): void {
    if (isClientFault(error)) return;
    const reason = error instanceof Error ? error.stack ?? error.message : String(error);
    this.#failure ??= new Error(`${what}: ${reason}`);
  }

  async #passTime(durationMs: number): Promise<void> {
    this.#running.clock.advance(durationMs);
    await turns(4);
  }

  /** Lets all that wait be answered: their clients hang up, and time passes. */
  async #settle(): Promise<void> {
    for (const connection of this.#connections.splice(0)) connection.close();
    this.#reconnect();
    for (let waited = 0; this.#waiting.size > 0; waited += TIME_STEP_MS_MAX) {
      if (waited > WAIT_MS_MAX) throw new Error(`${this.#waiting.size} requests are not answered`);
      await this.#passTime(TIME_STEP_MS_MAX * (1 + Math.floor(waited / 60_000)));
    }
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure;
    const [error] = this.#running.logger.lines.filter(({ level }) => level === "ERROR");
    if (error === undefined) return;
    throw new Error(`An error was logged: ${Bun.inspect(error)}`);
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < Math.min(count, TURNS); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
