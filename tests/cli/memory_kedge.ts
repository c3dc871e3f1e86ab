/**
 * A kedge in memory, for tests of scripts: its real handlers behind the client's memory transport.
 *
 * @module
 */

import type { Command } from "../../lib/cli/command.ts";
import { memoryConnect } from "../../lib/client/memory_transport.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { Network } from "../../lib/io/socket.ts";
import { produce } from "../../lib/kafka/handlers/produce.ts";
import { handlers } from "../../lib/kafka/handlers/mod.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import { errorName } from "../../lib/kafka/protocol/error_code.ts";
import { Dispatcher } from "../../lib/kafka/server/dispatch.ts";
import { MemoryNetwork } from "../client/memory_network.ts";
import { batchOf, NOW_MS } from "../kafka/batches.ts";
import { send, startTestBroker, type TestBroker, TestConnection } from "../kafka/test_broker.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

const SERVER = ["--bootstrap-server", "localhost:9092"];
const LENGTH_BYTES = 4;
const PRODUCE = { handler: produce, request: ProduceRequest, response: ProduceResponse };
/** The last for which a partition must have joined the transaction before. */
const PRODUCE_VERSION = 11;

/** What a script printed, and how it left. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The kedge, and scripts run against it. */
export class MemoryKedge {
  readonly test: TestBroker;
  /** What readTextFile finds. */
  readonly files: Record<string, string> = {};
  readonly #dispatcher: Dispatcher;

  private constructor(test: TestBroker) {
    this.test = test;
    this.#dispatcher = new Dispatcher(test.broker, handlers, { request: () => {/* not told */} });
  }

  static async start(): Promise<MemoryKedge> {
    return new MemoryKedge(await startTestBroker());
  }

  /** Scripts against a broker that a test has started. */
  static of(test: TestBroker): MemoryKedge {
    return new MemoryKedge(test);
  }

  /** Appends records, each a batch of its own, a millisecond after the one before. */
  async produce(topic: string, { count }: { count: number }): Promise<void> {
    for (let index = 0; index < count; index++) {
      await this.append(topic, batchOf([`line${index}`], { timestamp: NOW_MS + index }));
    }
  }

  /** Appends one batch to partition 0. */
  async append(topic: string, records: Uint8Array, transactionalId: string | null = null) {
    const request = {
      acks: -1,
      timeoutMs: 1000,
      transactionalId,
      topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
    };
    const call = { version: PRODUCE_VERSION, request };
    const { responses } = await send(this.test.broker, PRODUCE, call);
    const code = responses[0]!.partitionResponses[0]!.errorCode;
    if (code !== 0) throw new Error(`Cannot append to ${topic}-0: ${errorName(code)}`);
  }

  close(): Promise<void> {
    return this.test.close();
  }

  /** Runs a script, given the server and these words. */
  run(command: Command, words: string, options: { input?: string } = {}): Promise<Ran> {
    return this.runArguments(command, [...SERVER, ...split(words)], options);
  }

  /** Runs a script with these arguments and no other. */
  async runArguments(
    command: Command,
    args: readonly string[],
    options: { input?: string; network?: Network } = {},
  ): Promise<Ran> {
    const terminal = new RecordingTerminal(options.input);
    const { clock } = this.test;
    const exitCode = await command.run(args, terminal, {
      clock,
      random: new SeededRandom(1),
      network: options.network ?? new MemoryNetwork(null),
      fileSystem: this.test.files,
      connect: (given) => memoryConnect((frame) => this.#exchange(frame), { ...given, clock }),
      readTextFile: (path) => {
        const text = this.files[path];
        if (text === undefined) throw new Error("no such file");
        return text;
      },
      files: { size: () => 0, read: () => new Uint8Array(0) },
    });
    return { exitCode, out: terminal.out, err: terminal.err };
  }

  async #exchange(frame: Uint8Array): Promise<Uint8Array[] | null> {
    const answer = await this.#dispatcher.dispatch(frame, new TestConnection());
    if (answer === null) return null;
    return [Buffer.concat(answer).subarray(LENGTH_BYTES)];
  }
}

function split(words: string): string[] {
  return words.split(" ").filter((word) => word !== "");
}
