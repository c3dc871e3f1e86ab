/**
 * A whole broker in memory for tests of handlers: the real services on a memory disk, a memory
 * tree and a clock that stands still, without a socket. Requests go through the real codecs, both
 * ways, so that a handler cannot answer what a version is unable to carry.
 *
 * @module
 */
import { Reader } from "../../lib/bytes/reader.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import { BrokerServices } from "../../lib/broker/broker_services.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import type { ConnectionFacts, Handler, RequestContext } from "../../lib/kafka/handlers/handler.ts";
import type { Message } from "../../lib/kafka/schema/mod.ts";
import type { TopicImage } from "../../lib/metadata/cluster_image.ts";
import { ClusterMetadata } from "../../lib/metadata/cluster_metadata.ts";
import { Controller } from "../../lib/metadata/controller.ts";
import { MemoryMetadataStore } from "../../lib/metadata/memory_metadata_store.ts";
import { prepareTree, registerBroker } from "../../lib/metadata/registration.ts";
import { Store } from "../../lib/storage/store.ts";

export const BROKER_ID = 1;
export const DATA_FOLDER = "/data";

/** What a test can look at and steer. */
export interface TestBroker {
  readonly broker: BrokerServices;
  readonly clock: MemoryClock;
  readonly files: MemoryFileSystem;
  readonly store: Store;
  readonly metadataStore: MemoryMetadataStore;
  readonly metadata: ClusterMetadata;
  readonly logger: MemoryLogger;
  /** Bytes by topic, and refusals as `apiKey topic errorCode`, `null` for a topic that is none. */
  readonly traffic: TestTraffic;
  /** Resolves when image, controller and logs have caught up with the tree. */
  settled(): Promise<void>;
  createTopic(name: string, options?: TestTopicOptions): Promise<TopicImage>;
  /** Clean shutdown. The disk and the tree can start the next broker. */
  close(): Promise<void>;
}

export interface TestBrokerOptions {
  /** Broker settings, `name=value` each. */
  overrides?: string[];
  files?: MemoryFileSystem;
  metadataStore?: MemoryMetadataStore;
  clock?: MemoryClock;
  folders?: string[];
}

export interface TestTopicOptions {
  partitions?: number;
  configs?: Record<string, string>;
}

/** Counts what a broker tells of its traffic. */
export class TestTraffic {
  readonly producedBytes = new Map<string, number>();
  readonly fetchedBytes = new Map<string, number>();
  readonly refusals: string[] = [];

  produced(topic: string, sizeBytes: number): void {
    this.producedBytes.set(topic, (this.producedBytes.get(topic) ?? 0) + sizeBytes);
  }

  fetched(topic: string, sizeBytes: number): void {
    this.fetchedBytes.set(topic, (this.fetchedBytes.get(topic) ?? 0) + sizeBytes);
  }

  refused(apiKey: number, topic: string | null, errorCode: number): void {
    this.refusals.push(`${apiKey} ${topic} ${errorCode}`);
  }
}

/** What a broker stands on. */
function groundOf(options: TestBrokerOptions) {
  const clock = options.clock ?? new MemoryClock();
  const files = options.files ?? new MemoryFileSystem({ nowMs: () => clock.nowMs() });
  const metadataStore = options.metadataStore ?? new MemoryMetadataStore();
  const random = new SeededRandom(1);
  const logger = new MemoryLogger();
  const { config } = loadServerConfig({
    overrides: [
      "listeners=PLAINTEXT://localhost:9092",
      "offsets.topic.num.partitions=2",
      "transaction.state.log.num.partitions=2",
      ...options.overrides ?? [],
    ],
  });
  const folders = options.folders ?? [DATA_FOLDER];
  const reservedBytes = config.logReservedDiskBytes;
  const store = new Store({ folders, files, clock, random, logger, reservedBytes });
  return { clock, files, metadataStore, random, logger, config, store };
}

/** Starts a broker that is its own controller. */
export async function startTestBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const ground = groundOf(options);
  const { clock, metadataStore, random, logger, store } = ground;
  await prepareTree({ store: metadataStore, clock, random }, "test-cluster-id-000000");
  const metadata = new ClusterMetadata(metadataStore, logger);
  let controller: Controller | null = null;
  let controllerEpoch = 0;
  const settled = async () => {
    await metadata.settled();
    await controller?.settled();
    await metadata.settled();
  };
  const traffic = new TestTraffic();
  const broker = new BrokerServices({
    ...ground,
    id: BROKER_ID,
    metadata,
    settled,
    controllerEpoch: () => controllerEpoch,
    traffic,
  });
  metadata.onTopic((name, topic) => broker.followTopic(name, topic));
  metadata.onBrokerConfig(() => broker.applyDynamicConfigs());
  metadata.onClientQuotas(() => broker.applyClientQuotas());
  await metadata.start();
  controllerEpoch = await registerBroker({ store: metadataStore, clock, random }, {
    id: BROKER_ID,
    rack: null,
    endpoints: [{ listenerName: "PLAINTEXT", host: "localhost", port: 9092 }],
  });
  const brokerId = BROKER_ID;
  const deleteTopicEnable = () => broker.config.deleteTopicEnable;
  const services = { store: metadataStore, metadata, brokerId, random, logger };
  const epoch = () => controllerEpoch;
  controller = new Controller({ ...services, controllerEpoch: epoch, deleteTopicEnable });
  await controller.start();
  await settled();
  await broker.startGroups();
  await broker.startTransactions();
  return {
    ...ground,
    broker,
    metadata,
    traffic,
    settled,
    createTopic(name, { partitions = 1, configs = {} } = {}) {
      const values = new Map(Object.entries(configs));
      const place = { partitions, replicationFactor: 1, assignments: [] };
      return broker.topics.create({ name, ...place, configs: values });
    },
    async close() {
      broker.transactions.close();
      broker.groups.close();
      await store.close();
    },
  };
}

/** A client's connection, which a test can close. */
export class TestConnection implements ConnectionFacts {
  readonly id = 1;
  readonly listenerName = "PLAINTEXT";
  readonly remoteAddress = "127.0.0.1";
  readonly localAddress = "10.1.2.3";
  readonly localPort = 9092;
  softwareName = "";
  softwareVersion = "";
  readonly #onClose = new Set<() => void>();
  /** Why the broker hung up. */
  readonly hangUps: string[] = [];

  /** For how long the broker would not read on, each time in ms. */
  readonly mutes: number[] = [];

  mute(durationMs: number): void {
    this.mutes.push(durationMs);
  }

  disconnect(reason: string): void {
    this.hangUps.push(reason);
  }

  /** What waits for the connection's end. */
  get waiting(): number {
    return this.#onClose.size;
  }

  onClose(run: () => void): () => void {
    this.#onClose.add(run);
    return () => this.#onClose.delete(run);
  }

  close(): void {
    for (const run of this.#onClose) run();
    this.#onClose.clear();
  }
}

/** A handler with its two messages, both directions of each. */
export interface Api<Request, RequestInput, Response, ResponseInput> {
  readonly handler: Handler<Request, ResponseInput>;
  readonly request: Message<Request, RequestInput>;
  readonly response: Message<Response, ResponseInput>;
}

/** One request. */
export interface Call<RequestInput> {
  /** The newest that is served, unless given. */
  version?: number;
  request: RequestInput;
  connection?: ConnectionFacts;
  clientId?: string;
}

/** Sends one request to a broker and gives its answer, null where there is none. */
export async function exchange<Request, RequestInput, Response, ResponseInput>(
  broker: RequestContext["broker"],
  api: Api<Request, RequestInput, Response, ResponseInput>,
  call: Call<RequestInput>,
): Promise<Response | null> {
  const { handler } = api;
  const apiVersion = call.version ?? handler.versions[1];
  const [min, max] = handler.versions;
  if (apiVersion < min || apiVersion > max) throw new RangeError(`No version ${apiVersion}`);
  const writer = new Writer();
  api.request.encode(writer, apiVersion, call.request);
  const request = handler.request.decode(new Reader(writer.finish()), apiVersion);
  const answer = await handler.handle(request, {
    broker,
    apiKey: handler.request.apiKey,
    apiVersion,
    clientId: call.clientId ?? "test",
    connection: call.connection ?? new TestConnection(),
  });
  if (answer === null) return null;
  const encoded = new Writer();
  handler.response.encode(encoded, apiVersion, answer);
  return api.response.decode(new Reader(encoded.finish()), apiVersion);
}

/** As {@linkcode exchange}, of a request that is always answered. */
export async function send<Request, RequestInput, Response, ResponseInput>(
  broker: RequestContext["broker"],
  api: Api<Request, RequestInput, Response, ResponseInput>,
  call: Call<RequestInput>,
): Promise<Response> {
  const answer = await exchange(broker, api, call);
  if (answer === null) throw new Error(`${api.request.name} was not answered`);
  return answer;
}

/** Every version that a handler serves. */
export function versionsOf({ versions: [min, max] }: { versions: readonly [number, number] }) {
  return Array.from({ length: max - min + 1 }, (_, i) => min + i);
}
