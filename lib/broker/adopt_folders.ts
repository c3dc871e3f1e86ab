/**
 * The first start on what a Kafka left: its topics get their znodes, so that from then on the tree
 * is the truth, as for any topic. Nothing in the topics' folders is changed here.
 *
 * It runs before the cluster's id is in the tree, which is what marks a first start; topics that an
 * interrupted one made already are left as they are.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import { makeTopicConfig } from "../config/topic_config.ts";
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { formatProducerIdBlock } from "../kafka/log/producer_ids.ts";
import { internalTopic } from "../kafka/topic/internal_topic.ts";
import {
  ANY_VERSION,
  ensurePath,
  type MetadataOperation,
  type MetadataStore,
} from "../metadata/metadata_store.ts";
import {
  CLUSTER_ID,
  formatConfig,
  formatPartitionState,
  formatTopic,
  partitionPath,
  PRODUCER_ID_BLOCK,
  TOPIC_CONFIGS,
  topicPath,
  TOPICS,
} from "../metadata/znodes.ts";
import type { Store } from "../storage/store.ts";
import { findLeftTopics, type LeftTopic, LeftTopicsError } from "./left_topics.ts";
import { ZNODE_LOG_NAME } from "./znode_log.ts";

/** Operations in one transaction: bounds its size. */
const OPERATIONS_MAX = 1000;
/** Names in one message. */
const NAMES_SHOWN_MAX = 10;
/**
 * How far above the ids that files tell of new producer ids begin: neither those that were given
 * and forgotten are met, nor the next ones of that Kafka, should it take its folders back.
 */
const PRODUCER_ID_GAP = 1_000_000_000;

type TopicConfigs = ReadonlyMap<string, string>;

/** What adopting works with. */
export interface AdoptionServices {
  store: Store;
  files: FileSystem;
  clock: Clock;
  random: Random;
  logger: Logger;
  metadataStore: MetadataStore;
  config: ServerConfig;
  brokerId: number;
}

/**
 * Takes over the topics that the folders hold, where the tree is new.
 *
 * @throws LeftTopicsError where some of them cannot be, with what to do; nothing was changed then
 */
export async function adoptFolders(services: AdoptionServices): Promise<void> {
  const { store, files, metadataStore, brokerId, logger } = services;
  if (await metadataStore.get(CLUSTER_ID) !== null) return;
  const isOwn = (name: string) => name === ZNODE_LOG_NAME;
  const { topics, kraftFolder, nextProducerId } = findLeftTopics({ store, files }, {
    brokerId,
    isOwn,
  });
  requireWhole(topics);
  requireClean(topics, store);
  if (topics.length > 0) {
    await writeZnodes(topics, services);
    await skipProducerIds(nextProducerId, services);
    tell(topics, { kraftFolder, services });
  }
  if (kraftFolder !== null) {
    logger.info(
      "the metadata log of a Kafka in KRaft mode is left as it is, and not followed: topics and " +
        "their settings are znodes from now on",
      { folder: kraftFolder },
    );
  }
}

/** A partition that is begun empty beside others that are not would look like lost records. */
function requireWhole(topics: readonly LeftTopic[]): void {
  const missing = topics.flatMap(({ name, missing }) => missing.map((index) => `${name}-${index}`));
  if (missing.length === 0) return;
  const shown = missing.slice(0, NAMES_SHOWN_MAX).join(", ");
  const more = missing.length > NAMES_SHOWN_MAX
    ? ` and ${missing.length - NAMES_SHOWN_MAX} more`
    : "";
  throw new LeftTopicsError(
    `Cannot take over the topics in log.dirs: there is no folder of ${shown}${more}. Other ` +
      "brokers of the cluster have them: stop those and copy the folders of these names from " +
      "their log.dirs into this broker's. To begin a partition empty, make an empty folder of " +
      "its name. Nothing was changed yet; start again after that.",
  );
}

/**
 * After a crash of its own this broker knows where holes in offsets are compaction's: below the
 * recovery point. A Kafka compacts above it as well, so that only a Kafka can tell a compacted log
 * from one that lost records.
 */
function requireClean(topics: readonly LeftTopic[], { folders }: Store): void {
  if (folders.every(({ clean }) => clean)) return;
  const compacted = topics.filter(({ wasCompacted }) => wasCompacted).map(({ name }) => name);
  if (compacted.length === 0) return;
  const more = compacted.length > NAMES_SHOWN_MAX ? ", …" : "";
  throw new LeftTopicsError(
    "Cannot take over the topics in log.dirs: the Kafka that wrote them was not shut down " +
      `cleanly, and its log cleaner has worked on ${
        compacted.slice(0, NAMES_SHOWN_MAX).join(", ")
      }${more}. Start that Kafka once more, let it recover its logs and stop it with ` +
      "kafka-server-stop.sh. Nothing was changed yet; start again after that.",
  );
}

async function writeZnodes(
  topics: readonly LeftTopic[],
  services: AdoptionServices,
): Promise<void> {
  const { metadataStore } = services;
  for (const path of [TOPICS, TOPIC_CONFIGS]) await ensurePath(metadataStore, path);
  const known = new Set(await metadataStore.children(TOPICS));
  const configured = new Set(await metadataStore.children(TOPIC_CONFIGS));
  let operations: MetadataOperation[] = [];
  for (const topic of topics) {
    if (known.has(topic.name)) continue;
    const configs = configsOf(topic, services);
    if (configs.size > 0 && !configured.has(topic.name)) {
      const path = `${TOPIC_CONFIGS}/${topic.name}`;
      operations.push({ kind: "create", path, data: formatConfig(configs) });
    }
    operations.push(...topicOperations(topic, services));
    if (operations.length < OPERATIONS_MAX) continue;
    await metadataStore.apply(operations);
    operations = [];
  }
  if (operations.length > 0) await metadataStore.apply(operations);
}

/** A producer that got the id of another would be taken for it: its records would be refused. */
async function skipProducerIds(
  nextProducerId: number,
  { metadataStore, brokerId }: AdoptionServices,
): Promise<void> {
  const path = PRODUCER_ID_BLOCK;
  await ensurePath(metadataStore, path);
  const data = formatProducerIdBlock(brokerId, nextProducerId + PRODUCER_ID_GAP);
  await metadataStore.apply([{ kind: "set", path, data, version: ANY_VERSION }]);
}

function topicOperations(
  topic: LeftTopic,
  { random, brokerId }: AdoptionServices,
): MetadataOperation[] {
  const indexes = Array.from({ length: topic.partitionCount }, (_, index) => index);
  const path = topicPath(topic.name);
  const assignment = {
    topicId: topic.id ?? random.kafkaUuid(),
    replicas: indexes.map(() => [brokerId]),
  };
  return [
    { kind: "create", path, data: formatTopic(assignment) },
    { kind: "create", path: `${path}/partitions`, data: "" },
    ...indexes.flatMap((index): MetadataOperation[] => {
      const leaderEpoch = topic.partitions.get(index)?.leaderEpoch ?? 0;
      const state = { leader: brokerId, leaderEpoch, isr: [brokerId] };
      const partition = partitionPath(topic.name, index);
      return [
        { kind: "create", path: partition, data: "" },
        { kind: "create", path: `${partition}/state`, data: formatPartitionState(state, 0) },
      ];
    }),
  ];
}

/**
 * The overrides of a topic: those that it had, or what its name and its files tell of them. What it
 * kept for longer than this broker's defaults would, it was set to keep: without an override the
 * first retention would delete it.
 */
function configsOf(topic: LeftTopic, { config, clock }: AdoptionServices): TopicConfigs {
  if (topic.configs !== null) return topic.configs;
  const internal = internalTopic(topic.name, { config, brokers: 1 });
  if (internal !== null) return internal.configs;
  if (topic.wasCompacted) return new Map([["cleanup.policy", "compact"]]);
  const { retentionMs } = makeTopicConfig(config);
  const isOlder = retentionMs >= 0 && topic.oldestSegmentMs < clock.nowMs() - retentionMs;
  return new Map(isOlder ? [["retention.ms", "-1"]] : []);
}

function tell(
  topics: readonly LeftTopic[],
  { kraftFolder, services }: { kraftFolder: string | null; services: AdoptionServices },
): void {
  const { logger } = services;
  const partitions = topics.reduce((sum, { partitionCount }) => sum + partitionCount, 0);
  logger.info("took over the topics that a Kafka left in log.dirs", {
    topics: topics.length,
    partitions,
    settings: kraftFolder === null ? "unknown" : "taken over",
  });
  if (kraftFolder === null) {
    const having = (name: string) =>
      topics.filter((topic) => topic.configs === null && configsOf(topic, services).has(name))
        .map((topic) => topic.name).slice(0, NAMES_SHOWN_MAX).join(",");
    logger.warn(
      "the settings of these topics were in the old cluster's ZooKeeper and are not known here: " +
        "they have this broker's defaults, but for cleanup.policy=compact where the log cleaner " +
        "had been at work, and retention.ms=-1 where there are records older than the default. " +
        "Set what differs with kafka-configs --alter",
      { compact: having("cleanup.policy"), keepForEver: having("retention.ms") },
    );
    return;
  }
  const empty = topics.flatMap(({ name, partitionCount, partitions: held }) =>
    Array.from({ length: partitionCount }, (_, index) => index)
      .filter((index) => !held.has(index)).map((index) => `${name}-${index}`)
  );
  if (empty.length === 0) return;
  logger.warn("partitions that should have a folder in log.dirs have none: they begin empty", {
    count: empty.length,
    logs: empty.slice(0, NAMES_SHOWN_MAX).join(","),
  });
}
