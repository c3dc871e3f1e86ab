/**
 * A whole kedge without a machine: memory disk, memory network, a clock that a test moves, seeded
 * randomness. It can be stopped, killed, and cut from its power, and started again on what is left.
 *
 * @module
 */
import { Kedge } from "../../lib/broker/kedge.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { MemoryNetwork } from "../../lib/io/memory_socket.ts";
import { type Random, SeededRandom } from "../../lib/io/random.ts";
import { ZooKeeperClient } from "../../lib/zookeeper/client/zookeeper_client.ts";
import { settled } from "../io/turns.ts";
import { KafkaSession } from "./kafka_session.ts";

const KAFKA_PORT = 9092;
const ZOOKEEPER_PORT = 2181;
const DISK_BYTES = 24 << 20;
const FILE_BYTES_MAX = 2 << 20;

const OVERRIDES = [
  `listeners=PLAINTEXT://localhost:${KAFKA_PORT}`,
  `zookeeper.listeners=zookeeper://localhost:${ZOOKEEPER_PORT}`,
  "rest.listeners=",
  "log.dirs=/data",
  "log.reserved.disk.bytes=0",
  "offsets.topic.num.partitions=2",
];

/** How to start. */
export interface MemoryKedgeOptions {
  /** Settings, `name=value` each. */
  overrides?: readonly string[];
  files?: MemoryFileSystem;
  /** Room on the disk, in bytes; above 32 MiB the store keeps a reserve file. */
  diskBytes?: number;
  seed?: number;
  /** Cuts what goes over the network into pieces of any size. */
  pieces?: Random;
}

/** A process that runs, and the machine that it runs on. */
export class MemoryKedge {
  clock = new MemoryClock();
  network: MemoryNetwork;
  files: MemoryFileSystem;
  readonly logger = new MemoryLogger();
  readonly #overrides: readonly string[];
  readonly #random: SeededRandom;
  readonly #pieces: Random | undefined;
  #running: Kedge | null = null;

  constructor(options: MemoryKedgeOptions = {}) {
    this.#overrides = options.overrides ?? [];
    this.#random = new SeededRandom(options.seed ?? 1);
    this.#pieces = options.pieces;
    this.network = this.#newNetwork();
    this.files = options.files ?? new MemoryFileSystem({
      capacityBytes: options.diskBytes ?? DISK_BYTES,
      fileBytesMax: options.diskBytes ?? FILE_BYTES_MAX,
      nowMs: () => this.clock.nowMs(),
      delays: new SeededRandom(options.seed ?? 1),
    });
  }

  /** Makes one and starts it. */
  static async start(options: MemoryKedgeOptions = {}): Promise<MemoryKedge> {
    const kedge = new MemoryKedge(options);
    await kedge.start();
    return kedge;
  }

  get running(): Kedge {
    if (this.#running === null) throw new Error("it does not run");
    return this.#running;
  }

  async start(): Promise<void> {
    const { config } = loadServerConfig({ overrides: [...OVERRIDES, ...this.#overrides] });
    const { files, network, clock, logger } = this;
    const environment = { files, network, clock, logger, random: this.#random };
    this.#running = await settled(clock, Kedge.start(config, environment));
  }

  /** A clean shutdown. */
  async stop(): Promise<void> {
    await settled(this.clock, this.running.close());
    this.#running = null;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /**
   * The process ends as it stands, and the disk keeps of what was not synced what `random` says.
   * Nothing that it answers from now on reaches anybody.
   */
  crash(random: Random): void {
    this.files = this.files.crash(random);
    this.network.cut();
    this.network = this.#newNetwork();
    const clock = new MemoryClock(this.clock.nowMs());
    this.clock = clock;
    this.#running = null;
  }

  #newNetwork(): MemoryNetwork {
    return new MemoryNetwork(this.#pieces === undefined ? {} : { random: this.#pieces });
  }

  /** Runs the clock until the promise settles. */
  until<T>(promise: Promise<T>): Promise<T> {
    return settled(this.clock, promise);
  }

  /** A connection to the Kafka port. */
  connect(): Promise<KafkaSession> {
    return this.until(KafkaSession.open(this.network, KAFKA_PORT, this.clock));
  }

  /** A session with the coordinator's port. */
  zookeeper(): Promise<ZooKeeperClient> {
    return this.until(ZooKeeperClient.connect(`localhost:${ZOOKEEPER_PORT}`, {
      network: this.network,
      clock: this.clock,
      sessionTimeoutMs: 30_000,
      onEvent() {},
      onTrouble() {},
    }));
  }
}
