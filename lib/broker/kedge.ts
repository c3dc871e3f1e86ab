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
import type { MemoryLimit } from "../io/machine_memory.ts";
import type { Random } from "../io/random.ts";
import { BindError, type Listener, type Network } from "../io/socket.ts";
import { handlers } from "../kafka/handlers/mod.ts";
import type { ConnectionLimits } from "../kafka/server/connection_limits.ts";
import type { CleaningRunner } from "../kafka/log/compaction/cleaning_runner.ts";
import { Dispatcher } from "../kafka/server/dispatch.ts";
import { KafkaServer } from "../kafka/server/kafka_server.ts";
import { ZNODES_TOPIC } from "../kafka/topic/topic_name.ts";
import { ClusterMembership } from "../metadata/cluster_membership.ts";
import { prepareTree } from "../metadata/registration.ts";
import { Store } from "../storage/store.ts";
import { adoptFolders } from "./adopt_folders.ts";
import { BrokerServices } from "./broker_services.ts";
import type { CompactionSchedule } from "./compaction_schedule.ts";
import { Coordinator } from "./coordinator.ts";
import { LeftTopicsError } from "./left_topics.ts";
import { compactionOf, retentionOf } from "./log_schedules.ts";
import { dataFolderFault } from "./file_fault.ts";
import type { MachineAddresses } from "./gcp_metadata.ts";
import { MachineAddressWatch } from "./machine_addresses.ts";
import { writeMetaProperties } from "./meta_properties.ts";
import type { MemoryAccounts } from "./memory_accounts.ts";
import { openMemory } from "./memory_setting.ts";
import { Observation } from "./observation.ts";
import { RestFront } from "./rest_front.ts";
import type { RetentionSchedule } from "./retention_schedule.ts";
import { identityOf, requirePlaintext, requireSameCluster } from "./start_checks.ts";
import { StartError } from "./start_error.ts";
import { StartedParts } from "./started_parts.ts";
import { watchFolders } from "./watch_folders.ts";
import { ZnodeStream } from "./znode_stream.ts";
import { requireOwnCoordinator } from "./zookeeper_connect_check.ts";

/** The machine, or its in-memory twins. */
export interface KedgeEnvironment {
  files: FileSystem;
  network: Network;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Told why the broker cannot go on: a disk has failed that nothing works without. */
  onFatal?: (error: Error) => void;
  /** Where logs are compacted; without it, on the event loop in slices. */
  cleaningRunner?: CleaningRunner;
  /** The memory there is; without it a share of it is no bound. */
  memoryLimit?: MemoryLimit;
  /** Where Google Cloud's metadata server is; its own name where this is missing. */
  metadataHost?: string | undefined;
}

/** Where a running kedge can be reached; empty where a port is switched off. */
export interface KedgeAddresses {
  kafka: { name: string; host: string; port: number }[];
  zookeeper: { host: string; port: number }[];
  rest: { host: string; port: number }[];
}

/** A running kedge. */
export class Kedge {
  readonly addresses: KedgeAddresses;
  readonly broker: BrokerServices;
  /** What advertised.listeners=auto found at the start; null where nothing was asked or found. */
  readonly machine: MachineAddresses | null;
  readonly #started: StartedParts;

  private constructor(started: StartedParts, parts: RunningParts) {
    this.#started = started;
    this.broker = parts.broker;
    this.addresses = parts.addresses;
    this.machine = parts.machine;
  }

  /**
   * Starts and serves.
   *
   * @throws StartError, LockedError, BindError, each with what to do about it
   */
  static async start(config: ServerConfig, environment: KedgeEnvironment): Promise<Kedge> {
    requireOwnCoordinator(config);
    requirePlaintext(config);
    const started = new StartedParts();
    try {
      return new Kedge(started, await startParts(started, config, environment));
    } catch (error) {
      await started.release().catch((later) => {
        const reason = later instanceof Error ? later.message : String(later);
        environment.logger.warn(`not everything ended well after the failed start: ${reason}`);
      });
      const fault = dataFolderFault(error, config.logDirs);
      throw fault === null ? error : new StartError(fault, { cause: error });
    }
  }

  /** Clean shutdown: everything acknowledged is on disk when this resolves. */
  async close(): Promise<void> {
    await this.#started.release();
  }
}

/** What can be seen of a running kedge. */
interface RunningParts {
  broker: BrokerServices;
  addresses: KedgeAddresses;
  machine: MachineAddresses | null;
}

/** What a running kedge consists of, and its place in the cluster. */
type AssembledParts = KedgeParts & { membership: ClusterMembership };

/** What a running kedge consists of. */
interface KedgeParts {
  store: Store;
  coordinator: Coordinator;
  broker: BrokerServices;
  server: KafkaServer;
  rest: RestFront;
  retention: RetentionSchedule;
  compaction: CompactionSchedule;
  observation: Observation;
}

async function startParts(
  started: StartedParts,
  config: ServerConfig,
  environment: KedgeEnvironment,
): Promise<RunningParts> {
  const { files, clock, random, logger } = environment;
  const memory = openMemory(config, environment);
  const store = new Store({
    folders: [...config.logDirs],
    files,
    clock,
    random,
    logger: logger.child("storage"),
    reservedBytes: config.logReservedDiskBytes,
    memory,
  });
  started.add(() => store.close());
  watchFolders(store, environment);
  const folders = store.folders.map(({ path }) => path);
  const identity = identityOf(config, { folders, files });
  const observation = new Observation(clock);
  const coordinator = await Coordinator.load({
    ...environment,
    store,
    config,
    memory,
    requestAnswered: (kind, latencyMs) => observation.znodeRequest(kind, latencyMs),
  });
  started.add(() => coordinator.close());
  if (!config.brokerEnable) {
    const base = { store, coordinator, observation, memory, brokerId: identity.brokerId };
    return startCoordinatorAlone(started, base, { config, environment });
  }
  const tree = { store: coordinator.metadataStore, clock, random };
  await adopt({ ...environment, store, coordinator, config, brokerId: identity.brokerId });
  const clusterId = await prepareTree(tree, identity.clusterId);
  requireSameCluster(clusterId, { folders, files });
  for (const folder of folders) {
    writeMetaProperties(files, folder, { brokerId: identity.brokerId, clusterId });
  }
  const machine = new MachineAddressWatch({ ...environment, config });
  started.add(() => machine.stop());
  const { brokerId } = identity;
  const base = { store, coordinator, observation, memory, machine, brokerId };
  const parts = assemble(base, { config, environment });
  const { broker, server, membership } = parts;
  releaseWith(started, parts);
  started.add(followChanges(parts, { config, environment }));
  await membership.follow();
  broker.partitions.noteStrays((topic) => broker.image.topics.has(topic));
  await store.resumeMoves();
  const addresses = bind(parts, config);
  await joinCluster(parts, { machine, rack: config.brokerRack });
  void broker.startGroups().catch((error) => {
    logger.error(`groups did not load: ${error instanceof Error ? error.message : error}`);
  });
  void broker.startTransactions().catch((error) => {
    logger.error(`transactions did not load: ${error instanceof Error ? error.message : error}`);
  });
  parts.retention.start();
  parts.compaction.start();
  observation.start();
  server.open();
  store.adjustReserves();
  return { broker, addresses, machine: machine.known };
}

/** Registers the broker at the addresses that clients are told, now and whenever they change. */
async function joinCluster(
  { broker, server, membership }: AssembledParts,
  { machine, rack }: { machine: MachineAddressWatch; rack: string | null },
): Promise<void> {
  await machine.start();
  const registration = () => ({
    id: broker.id,
    rack,
    endpoints: broker.addresses.registered(server.listeners),
  });
  await membership.join(registration());
  machine.onChange = () => membership.announce(registration());
}

/**
 * A ZooKeeper server and no more: nothing of a broker is written to the tree, so that real Kafka
 * brokers can share it. The parts of a broker are there for /metrics, and serve nobody.
 */
function startCoordinatorAlone(
  started: StartedParts,
  base: Parameters<typeof assemble>[0],
  { config, environment }: { config: ServerConfig; environment: KedgeEnvironment },
): RunningParts {
  const parts = assemble(base, { config, environment });
  releaseWith(started, parts);
  const zookeeper = parts.coordinator.listen().map(({ host, port }) => ({ host, port }));
  const addresses: KedgeAddresses = { kafka: [], zookeeper, rest: [] };
  try {
    addresses.rest = parts.rest.listen().map(({ host, port }) => ({ host, port }));
  } catch (error) {
    if (!(error instanceof BindError)) throw error;
    // As Apache ZooKeeper does: its clients do not need the AdminServer, and 8080 is often taken.
    environment.logger.warn(`the REST port is off: ${error.message}`);
  }
  base.observation.start();
  base.store.adjustReserves();
  return { broker: parts.broker, addresses, machine: null };
}

/** Takes over what a Kafka left, where this is the first start on its folders. */
async function adopt(
  { coordinator, logger, ...services }:
    & Pick<KedgeEnvironment, "files" | "clock" | "random" | "logger">
    & { store: Store; coordinator: Coordinator; config: ServerConfig; brokerId: number },
): Promise<void> {
  // A tree with other paths belongs to another zookeeper.connect: its topics are no Kafka's.
  if (!await coordinator.isUnused()) return;
  const { metadataStore } = coordinator;
  try {
    await adoptFolders({ ...services, metadataStore, logger: logger.child("kafka") });
  } catch (error) {
    if (error instanceof LeftTopicsError) throw new StartError(error.message);
    throw error;
  }
}

/** How the parts end: in the other direction, so that the ports come first. */
function releaseWith(
  started: StartedParts,
  { broker, server, rest, retention, compaction, observation, membership }: AssembledParts,
): void {
  started.add(() => broker.groups.close());
  started.add(() => broker.transactions.close());
  started.add(() => membership.stop());
  started.add(() => server.close());
  started.add(() => rest.stop());
  started.add(() => observation.stop());
  started.add(() => retention.stop());
  started.add(() => compaction.stop());
}

/** Makes the parts and ties them together; nothing runs yet. */
function assemble(
  base: Pick<KedgeParts, "store" | "coordinator" | "observation"> & {
    brokerId: number;
    memory: MemoryAccounts;
    machine?: MachineAddressWatch;
  },
  { config, environment }: { config: ServerConfig; environment: KedgeEnvironment },
): AssembledParts {
  const { store, coordinator, observation, memory, brokerId } = base;
  const { network, clock, random, logger } = environment;
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
    memory,
    settled: () => membership.settled(),
    machine: () => base.machine?.known ?? null,
  });
  membership.metadata.onTopic((name, topic) => broker.followTopic(name, topic));
  membership.metadata.onTopic((name, topic) => observation.followTopic(name, topic));
  membership.metadata.onBrokerConfig(() => broker.applyDynamicConfigs());
  membership.metadata.onClientQuotas(() => broker.applyClientQuotas());
  const dispatcher = new Dispatcher(broker, handlers, observation);
  const server = new KafkaServer({
    network,
    clock,
    logger: logger.child("kafka"),
    dispatcher,
    frameBytesMax: Math.min(config.socketRequestMaxBytes, memory.budget.bytesMax),
    idleMsMax: config.connectionsMaxIdleMs,
    requestBytesMax: config.queuedMaxRequestBytes,
    memory,
    connectionLimits: () => connectionLimits(broker.config),
    connectionThrottleMs: (address) => broker.quotas.connected(address),
  });
  observation.observe({ broker, store, coordinator, server, memory });
  const retention = retentionOf({ store, broker }, environment);
  const compaction = compactionOf({ store, broker }, environment);
  compaction.memory = memory.compaction;
  observation.observeCompaction(() => compaction.reading);
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
  const schedules = { retention, compaction };
  return { store, coordinator, broker, server, rest, ...schedules, observation, membership };
}

/** The topic of znode changes follows the coordinator's log. Returns what ends that. */
function followChanges(
  { coordinator: { transactions }, broker, membership }: AssembledParts,
  { config, environment }: { config: ServerConfig; environment: KedgeEnvironment },
): () => Promise<void> {
  const stream = new ZnodeStream({
    transactions,
    partition: () => broker.partitions.get(ZNODES_TOPIC, 0),
    clock: environment.clock,
    logger: environment.logger.child("zookeeper"),
    isEnabled: config.znodesTopicEnable,
  });
  transactions.follower = stream;
  membership.metadata.onTopic((name, topic) => stream.followTopic(name, topic));
  return () => stream.close();
}

/** The bounds on connections that are in force now: they can be changed without a restart. */
function connectionLimits(config: ServerConfig): ConnectionLimits {
  return {
    connectionsMax: config.maxConnections,
    connectionsPerAddressMax: (address) =>
      config.maxConnectionsPerIpOverrides.get(address) ?? config.maxConnectionsPerIp,
    connectionsPerSecondMax: config.maxConnectionCreationRate,
  };
}

function bind({ server, coordinator, rest }: KedgeParts, config: ServerConfig): KedgeAddresses {
  for (const { name, host, port } of config.listeners) server.listen({ name, host, port });
  const place = ({ host, port }: Listener | { host: string; port: number }) => ({ host, port });
  return {
    kafka: server.listeners.map(({ name, host, port }) => ({ name, host, port })),
    zookeeper: coordinator.listen().map(place),
    rest: rest.listen().map(place),
  };
}
