/**
 * A Kafka port on a memory network with handlers that a test answers by hand, in any order.
 *
 * @module
 */
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { MemoryNetwork, type MemoryNetworkOptions } from "../../../lib/io/memory_socket.ts";
import { apiVersions } from "../../../lib/kafka/handlers/api_versions.ts";
import { type AnyHandler, handler } from "../../../lib/kafka/handlers/handler.ts";
import { FetchRequest, FetchResponse } from "../../../lib/kafka/messages/fetch.ts";
import { HeartbeatRequest, HeartbeatResponse } from "../../../lib/kafka/messages/heartbeat.ts";
import { Dispatcher } from "../../../lib/kafka/server/dispatch.ts";
import { KafkaServer, type KafkaServerOptions } from "../../../lib/kafka/server/kafka_server.ts";
import type { Input } from "../../../lib/kafka/schema/mod.ts";
import { startTestBroker } from "../test_broker.ts";
import { TestClient } from "./test_client.ts";

type HeartbeatAnswer = Input<typeof HeartbeatResponse> | null;

/** A heartbeat that waits for its answer. */
export interface Waiting {
  groupId: string;
  answer: (response: HeartbeatAnswer) => void;
  fail: (error: Error) => void;
}

/** The server and what its handlers have seen. */
export class ScriptedServer {
  readonly clock = new MemoryClock();
  readonly logger = new MemoryLogger();
  readonly network: MemoryNetwork;
  /** Heartbeats to groups called `wait…`, in order of arrival. */
  readonly waiting: Waiting[] = [];
  /** Group ids of all heartbeats, in order. */
  readonly seen: string[] = [];
  readonly fetches: ((records: Uint8Array) => void)[] = [];
  /** API keys of requests that were answered. */
  readonly observed: number[] = [];
  server!: KafkaServer;
  port = 0;

  private constructor(network: MemoryNetwork) {
    this.network = network;
  }

  static async start(
    options: Partial<KafkaServerOptions> & { buffers?: MemoryNetworkOptions } = {},
  ): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(new MemoryNetwork(options.buffers));
    const { clock, logger, network } = scripted;
    const { broker } = await startTestBroker();
    const handlers: AnyHandler[] = [apiVersions, scripted.#heartbeat(), scripted.#fetch()];
    const dispatcher = new Dispatcher(
      broker,
      new Map(handlers.map((one) => [one.request.apiKey, one])),
      { request: (apiKey) => scripted.observed.push(apiKey) },
    );
    scripted.server = new KafkaServer({
      network,
      clock,
      logger,
      dispatcher,
      frameBytesMax: 100_000,
      idleMsMax: 600_000,
      ...options,
    });
    const { port } = scripted.server.listen({ name: "PLAINTEXT", host: "", port: 0 });
    scripted.port = port;
    scripted.server.open();
    return scripted;
  }

  connect(): Promise<TestClient> {
    return TestClient.connect(this.network, this.port);
  }

  /** Answers at once, but for groups called `wait…`, `until-end…`, `throw…` and `silent…`. */
  #heartbeat(): AnyHandler {
    return handler({
      request: HeartbeatRequest,
      response: HeartbeatResponse,
      versions: [0, 4],
      handle: ({ groupId }, { connection }) => {
        this.seen.push(groupId);
        if (groupId.startsWith("throw")) throw new Error("a mistake of ours");
        if (groupId.startsWith("silent")) return null;
        if (groupId.startsWith("until-end")) {
          return new Promise<HeartbeatAnswer>((answer) => {
            connection.onClose(() => answer({ errorCode: 0 }));
          });
        }
        if (!groupId.startsWith("wait")) return { errorCode: 0 };
        return new Promise<HeartbeatAnswer>((answer, fail) => {
          this.waiting.push({ groupId, answer, fail });
        });
      },
    });
  }

  /** Waits for its records. */
  #fetch(): AnyHandler {
    return handler({
      request: FetchRequest,
      response: FetchResponse,
      versions: [4, 4],
      handle: () =>
        new Promise<Input<typeof FetchResponse>>((resolve) => {
          this.fetches.push((records) => {
            const partition = { partitionIndex: 0, errorCode: 0, highWatermark: 0, records };
            resolve({ responses: [{ topic: "t", partitions: [partition] }] });
          });
        }),
    });
  }

  get warnings(): string[] {
    return this.logger.messages("WARN");
  }
}

/** A heartbeat to a group. */
export function heartbeat(groupId: string): Input<typeof HeartbeatRequest> {
  return { groupId, generationId: 1, memberId: "m" };
}
