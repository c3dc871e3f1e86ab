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
import { ClusterMembership } from "../metadata/cluster_membership.ts";
import { prepareTree } from "../metadata/registration.ts";
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
    requirePlaintext(config);
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
    const { retention, rest, server, broker, coordinator, store, observation } = this.#parts;
    retention.stop();
    observation.stop();
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
  observation: Observation;
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
  const tree = { store: coordinator.metadataStore, clock, random };
  const clusterId = await prepareTree(tree, identity.clusterId);
  for (const folder of config.logDirs) {
    writeMetaProperties(files, folder, { brokerId: identity.brokerId, clusterId });
  }
  const parts = assemble({ store, coordinator, observation, brokerId: identity.brokerId }, {
    config,
    environment,
  });
  const { broker, server, rest, membership } = parts;
  try {
    await membership.follow();
    const bound = bind(server, { config, coordinator, rest });
    await membership.join({
      id: identity.brokerId,
      rack: config.brokerRack,
      endpoints: registeredEndpoints(server.listeners, config),
    });
    void broker.startGroups().catch((error) => {
      logger.error(`groups did not load: ${error instanceof Error ? error.message : error}`);
    });
    parts.retention.start();
    observation.start();
    server.open();
    store.adjustReserves();
    return Kedge.of(parts, bound);
  } catch (error) {
    server.close();
    await rest.stop();
    await coordinator.close();
    throw error;
  }
}

/** Makes the parts and ties them together; nothing runs yet. */
function assemble(
  base: Pick<KedgeParts, "store" | "coordinator" | "observation"> & { brokerId: number },
  { config, environment }: { config: ServerConfig; environment: KedgeEnvironment },
): KedgeParts & { membership: ClusterMembership } {
  const { store, coordinator, observation, brokerId } = base;
  const { files, network, clock, random, logger } = environment;
  const membership = new ClusterMembership({
    store: coordinator.metadataStore,
    clock,
    random,
    logger,
    deleteTopicEnable: () => broker.config.deleteTopicEnable,
  });
  const broker: BrokerServices = new BrokerServices({
    ...environment,
    id: brokerId,
    config,
    logger: logger.child("kafka"),
    store,
    metadataStore: coordinator.metadataStore,
    metadata: membership.metadata,
    controllerEpoch: () => membership.controllerEpoch,
    traffic: observation,
    settled: () => membership.settled(),
  });
  membership.metadata.onTopic((name, topic) => broker.followTopic(name, topic));
  membership.metadata.onTopic((name, topic) => observation.followTopic(name, topic));
  membership.metadata.onBrokerConfig(() => broker.applyDynamicConfigs());
  const dispatcher = new Dispatcher(broker, handlers, observation);
  const server = new KafkaServer({
    network,
    clock,
    logger: logger.child("kafka"),
    dispatcher,
    frameBytesMax: config.socketRequestMaxBytes,
    idleMsMax: config.connectionsMaxIdleMs,
  });
  observation.observe({ broker, store, coordinator, server });
  const retention = new RetentionSchedule({
    store,
    partitions: broker.partitions,
    clock,
    logger: logger.child("storage"),
    config: () => broker.config,
    totalBytes: () => files.space(config.logDirs[0]!).totalBytes,
  });
  const rest = new RestFront({
    config,
    dispatcher,
    broker,
    coordinator,
    observation,
    server,
    logger,
    clock,
  });
  return { store, coordinator, broker, server, rest, retention, observation, membership };
}

/** A listener that should be secured must not be served in the clear. */
function requirePlaintext(config: ServerConfig): void {
  for (const { name, protocol, host, port } of config.listeners) {
    if (protocol === "PLAINTEXT") continue;
    throw new StartError(
      `Cannot serve listener ${name}://${host}:${port}: its protocol is ${protocol}, and kedge ` +
        "serves PLAINTEXT only so far. Use a PLAINTEXT listener on a network you trust.",
    );
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
