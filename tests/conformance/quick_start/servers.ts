/**
 * The servers of a comparison: a broker of the release in ZooKeeper mode with its own ZooKeeper,
 * and kedge, both with the settings of Kafka's config/server.properties.
 *
 * @module
 */
import { join } from "node:path";
import { answersApiVersions } from "../broker/probe.ts";
import { Kedge } from "../broker/kedge.ts";
import { freePort } from "../free_port.ts";
import { RealBroker } from "../kafka_on_kedge/real_broker.ts";
import { until } from "../waiting.ts";
import { RealZookeeper } from "../zookeeper_move/real_zookeeper.ts";

const START_LIMIT_MS = 120_000;

/** A server that scripts go to. */
export interface Server {
  readonly bootstrap: string;
  readonly zookeeper: string;
  readonly logs: string;
  stop(): Promise<void>;
  /** The end of what it logged, for error messages. */
  lastWords(): string;
}

/** What config/server.properties of all four releases says, beside addresses and folders. */
const SETTINGS = {
  "num.network.threads": "3",
  "num.io.threads": "8",
  "socket.send.buffer.bytes": "102400",
  "socket.receive.buffer.bytes": "102400",
  "socket.request.max.bytes": "104857600",
  "num.partitions": "1",
  "num.recovery.threads.per.data.dir": "1",
  // Beside the file: fifty partitions take a broker long to make.
  "offsets.topic.num.partitions": "1",
  // And half a heap for the cleaner, anew at each change of its threads, is an OutOfMemoryError in
  // the thread that takes changes of configs.
  "log.cleaner.dedupe.buffer.size": "4194304",
  "offsets.topic.replication.factor": "1",
  "transaction.state.log.replication.factor": "1",
  "transaction.state.log.min.isr": "1",
  "log.retention.hours": "168",
  "log.retention.check.interval.ms": "300000",
  "zookeeper.connection.timeout.ms": "18000",
  "group.initial.rebalance.delay.ms": "0",
} as const;

/** Starts kedge, as its users would with that file. */
export async function startKedge(): Promise<Server> {
  const zookeeper = `127.0.0.1:${await freePort()}`;
  const kedge = new Kedge({
    overrides: { ...SETTINGS, "broker.id": "0", "zookeeper.connect": zookeeper },
  });
  kedge.zookeeper = zookeeper;
  kedge.rest = undefined;
  await kedge.start();
  return {
    bootstrap: kedge.bootstrap,
    zookeeper,
    logs: kedge.logDir,
    stop: () => kedge.stop(),
    lastWords: () => kedge.lastWords(),
  };
}

/** Starts ZooKeeper and Kafka of a release. */
export async function startKafka(
  place: { folder: string; libraries: string; jvm: readonly string[] },
): Promise<Server> {
  const { folder, libraries, jvm } = place;
  const port = await freePort();
  const zookeeperPort = await freePort();
  const zookeeper = RealZookeeper.at(libraries, {
    folder: join(folder, "zookeeper"),
    port: zookeeperPort,
  });
  const broker = new RealBroker({
    ...{ id: 0, port, zookeeper: `127.0.0.1:${zookeeperPort}`, folder: join(folder, "kafka") },
    ...{ libraries, jvm, settings: SETTINGS },
  });
  const bootstrap = `127.0.0.1:${port}`;
  const stop = async () => {
    await broker.kill();
    await zookeeper.stop();
  };
  try {
    await zookeeper.start();
    broker.start();
    await until("Kafka answers", () => answersApiVersions(bootstrap), { limitMs: START_LIMIT_MS });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    bootstrap,
    zookeeper: `127.0.0.1:${zookeeperPort}`,
    logs: join(folder, "kafka", "data"),
    stop,
    lastWords: () => broker.lastWords(),
  };
}
