/**
 * One kedge: store, coordinator, broker and REST, started and stopped in order.
 *
 * Starting: lock the folders, load the znode tree, read the cluster from it, open the logs, bind
 * the ports, register, serve. Stopping runs the other way.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import type { Listener, Network } from "../io/socket.ts";
import { handlers } from "../kafka/handlers/mod.ts";
import { Dispatcher } from "../kafka/server/dispatch.ts";
import { KafkaServer } from "../kafka/server/kafka_server.ts";
import { ClusterMetadata } from "../metadata/cluster_metadata.ts";
import { Controller } from "../metadata/controller.ts";
import { prepareTree, registerBroker } from "../metadata/registration.ts";
import { Store } from "../storage/store.ts";
import { BrokerServices } from "./broker_services.ts";
import { Coordinator } from "./coordinator.ts";
import { registeredEndpoints } from "./listener_addresses.ts";
import { brokerIdFault, readMetaProperties, writeMetaProperties } from "./meta_properties.ts";
import { Observation } from "./observation.ts";
import { RestFront } from "./rest_front.ts";
import { RetentionSchedule } from "./retention_schedule.ts";
import { requireOwnCoordinator } from "./zookeeper_connect_check.ts";

/** The machine, or its in-memory twins. */
export interface KedgeEnvironment {
  files: FileSystem;
  network: Network;
  clock: Clock;
  random: Random;
  logger: Logger;
}

/** Where a running kedge can be reached; empty where a port is switched off. */
export interface KedgeAddresses {
  kafka: { name: string; host: string; port: number }[];
  zookeeper: { host: string; port: number }[];
  rest: { host: string; port: number }[];
}

/** The id of a broker that has none in its config or data folder. */
const DEFAULT_BROKER_ID = 1;

/** A configuration that this kedge cannot run with; the message says what to change. */
export class StartError extends Error {
  override name = "StartError";
}

/** A running kedge. */
export class Kedge {
  readonly addresses: KedgeAddresses;
  readonly broker: BrokerServices;
  readonly #parts: KedgeParts;

  private constructor(parts: KedgeParts, addresses: KedgeAddresses) {
    this.#parts = parts;
    this.broker = parts.broker;
    this.addresses = addresses;
  }

  /**
   * Starts and serves.
   *
   * @throws StartError, LockedError, BindError, each with what to do about it
   */
  static async start(config: ServerConfig, environment: KedgeEnvironment): Promise<Kedge> {
    requireOwnCoordinator(config);
    const { files, clock, random, logger } = environment;
    const store = new Store({
      folders: [...config.logDirs],
      files,
      clock,
      random,
      logger: logger.child("storage"),
      reservedBytes: config.logReservedDiskBytes,
    });
    try {
      return await startOn(store, config, environment);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** @ignore the constructor for {@linkcode Kedge.start} */
  static of(parts: KedgeParts, addresses: KedgeAddresses): Kedge {
    return new Kedge(parts, addresses);
  }

  /** Clean shutdown: everything acknowledged is on disk when this resolves. */
  async close(): Promise<void> {
    const { retention, rest, server, broker, coordinator, store } = this.#parts;
    retention.stop();
    await rest.stop();
    server.close();
    broker.groups.close();
    await coordinator.close();
    await store.close();
  }
}

/** What a running kedge consists of. */
interface KedgeParts {
  store: Store;
  coordinator: Coordinator;
  broker: BrokerServices;
  server: KafkaServer;
  rest: RestFront;
  retention: RetentionSchedule;
}

async function startOn(
  store: Store,
  config: ServerConfig,
  environment: KedgeEnvironment,
): Promise<Kedge> {
  const { files, clock, random, logger } = environment;
  const identity = identityOf(config, files);
  const observation = new Observation(clock);
  const coordinator = await Coordinator.load({
    ...environment,
    store,
    config,
    requestAnswered: (kind, latencyMs) => observation.znodeRequest(kind, latencyMs),
  });
  const { metadataStore } = coordinator;
  const clusterId = await prepareTree({ store: metadataStore, clock, random }, identity.clusterId);
  for (const folder of config.logDirs) {
    writeMetaProperties(files, folder, { brokerId: identity.brokerId, clusterId });
  }
  const metadata = new ClusterMetadata(metadataStore, logger.child("metadata"));
  let controller: Controller | null = null;
  let controllerEpoch = 0;
  const broker = new BrokerServices({
    ...environment,
    id: identity.brokerId,
    config,
    logger: logger.child("kafka"),
    store,
    metadataStore,
    metadata,
    controllerEpoch: () => controllerEpoch,
    traffic: observation,
    async settled() {
      await metadata.settled();
      await controller?.settled();
      await metadata.settled();
    },
  });
  metadata.onTopic((name, topic) => broker.followTopic(name, topic));
  metadata.onTopic((name, topic) => observation.followTopic(name, topic));
  metadata.onBrokerConfig(() => broker.applyDynamicConfigs());
  await metadata.start();
  const dispatcher = new Dispatcher(broker, handlers, observation);
  const server = new KafkaServer({
    network: environment.network,
    clock,
    logger: logger.child("kafka"),
    dispatcher,
    frameBytesMax: config.socketRequestMaxBytes,
    idleMsMax: config.connectionsMaxIdleMs,
  });
  observation.observe({ broker, store, coordinator, server });
  const rest = new RestFront({
    config,
    dispatcher,
    broker,
    coordinator,
    observation,
    logger,
    clock,
  });
  try {
    const bound = bind(server, { config, coordinator, rest });
    controllerEpoch = await registerBroker({ store: metadataStore, clock, random }, {
      id: identity.brokerId,
      rack: config.brokerRack,
      endpoints: registeredEndpoints(server.listeners, config),
    });
    await metadata.settled();
    controller = new Controller({
      store: metadataStore,
      metadata,
      brokerId: identity.brokerId,
      controllerEpoch,
      random,
      logger: logger.child("controller"),
    });
    await controller.start();
    void broker.startGroups();
    const retention = new RetentionSchedule({
      store,
      partitions: broker.partitions,
      clock,
      logger: logger.child("storage"),
      config: () => broker.config,
      totalBytes: () => files.space(config.logDirs[0]!).totalBytes,
    });
    retention.start();
    server.open();
    store.adjustReserves();
    const parts = { store, coordinator, broker, server, rest, retention };
    return Kedge.of(parts, bound);
  } catch (error) {
    server.close();
    await rest.stop();
    await coordinator.close();
    throw error;
  }
}

/** Which broker this is: the config says, or the data folder remembers. */
function identityOf(
  config: ServerConfig,
  files: FileSystem,
): { brokerId: number; clusterId: string | null } {
  let brokerId = config.brokerId;
  let clusterId: string | null = null;
  for (const folder of config.logDirs) {
    const meta = readMetaProperties(files, folder);
    const fault = brokerIdFault(brokerId, { ...meta, folder });
    if (fault !== null) throw new StartError(fault);
    if (brokerId < 0 && meta.brokerId !== null) brokerId = meta.brokerId;
    clusterId ??= meta.clusterId;
  }
  return { brokerId: brokerId < 0 ? DEFAULT_BROKER_ID : brokerId, clusterId };
}

function bind(
  server: KafkaServer,
  parts: { config: ServerConfig; coordinator: Coordinator; rest: RestFront },
): KedgeAddresses {
  for (const { name, host, port } of parts.config.listeners) server.listen({ name, host, port });
  const place = ({ host, port }: Listener | { host: string; port: number }) => ({ host, port });
  return {
    kafka: server.listeners.map(({ name, host, port }) => ({ name, host, port })),
    zookeeper: parts.coordinator.listen().map(place),
    rest: parts.rest.listen().map(place),
  };
}
