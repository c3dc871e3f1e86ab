/**
 * Broker settings: what the broker is, and what holds for every topic and request.
 *
 * @module
 */
import { atLeast, between, betweenOr, oneOf } from "../rule.ts";
import {
  boolean,
  int,
  internal,
  javaClass,
  list,
  long,
  LONG_MAX,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const brokerWideSettings: readonly Setting[] = [
  boolean("auto.create.topics.enable", true).readOnly(
    "Whether asking for the metadata of a missing topic creates it.",
  ),
  int("broker.id", -1).readOnly(
    "This broker's id; -1 takes the data folder's, or the next free one. Same as node.id.",
  ),
  string("broker.rack", null).readOnly("Rack or zone of this broker, named in Metadata."),
  list("config.providers", "").clusterWide(
    "Names of providers of values that stand elsewhere, read at start: ${name:path:key}.",
  ),
  int("default.replication.factor", 1).readOnly(
    "Replicas of a topic created without a count; no more than there are brokers.",
  ),
  boolean("delete.topic.enable", true).readOnly("Whether topics may be deleted."),
  int("fetch.max.bytes", 57671680, atLeast(1024)).readOnly(
    "Most bytes one fetch answer carries, beyond a first batch.",
  ),
  int("max.decompressed.message.bytes", 2147483639, between(1, 2147483639)).clusterWide(
    "Largest batch taken, decompressed, where the broker looks inside; 128 MiB at most.",
  ),
  int("max.incremental.fetch.session.cache.slots", 1000, atLeast(0)).readOnly(
    "Most incremental fetch sessions kept (KIP-227).",
  ),
  int("max.request.partition.size.limit", 2000, atLeast(1)).readOnly(
    "Most partitions one DescribeTopicPartitions answer lists.",
  ),
  int("message.max.bytes", 1048588, atLeast(0)).clusterWide(
    "Largest record batch taken, compressed; topics may set max.message.bytes.",
  ),
  int("node.id", null, atLeast(0)).readOnly("This broker's id; wins over broker.id."),
  int("num.partitions", 1, atLeast(1)).readOnly("Partitions of a topic created without a count."),
  int("compression.gzip.level", -1, betweenOr(1, 9, -1)).clusterWide(
    "gzip's level where the broker compresses.",
  ),
  int("compression.lz4.level", 9, between(1, 17)).clusterWide(
    "lz4's level where the broker compresses: 9 is the fast way; here 6 is the smallest.",
  ),
  string(
    "compression.type",
    "producer",
    oneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
  ).clusterWide("Codec of the log; producer keeps what the producer chose."),
  int("compression.zstd.level", 3, between(-131072, 22)).clusterWide(
    "zstd's level where the broker compresses.",
  ),
  ...withoutEffect([
    int("min.insync.replicas", 1, atLeast(1)).clusterWide(
      "Replicas in sync that acks=all asks for; never more than there are.",
    ),
    int("background.threads", 10, atLeast(1)).clusterWide(
      "Threads for housekeeping; one event loop does this work here.",
    ),
    int("broker.heartbeat.interval.ms", 2000).readOnly(
      "Time between heartbeats to a KRaft controller.",
    ),
    int("broker.session.timeout.ms", 9000).readOnly(
      "A KRaft controller fences a broker silent for longer.",
    ),
    list("cordoned.log.dirs", "").perBroker("Data folders that get no new partitions."),
    javaClass("create.topic.policy.class.name", null).readOnly(
      "Java class that may refuse new topics.",
    ),
    javaClass("alter.config.policy.class.name", null).readOnly(
      "Java class that may refuse changes of settings.",
    ),
    int("delete.records.purgatory.purge.interval.requests", 1).readOnly(
      "Waiting DeleteRecords requests between two sweeps.",
    ),
    boolean("errors.deadletterqueue.auto.create.topics.enable", false).clusterWide(
      "Whether dead letter topics of share groups are created when missing.",
    ),
    string("errors.deadletterqueue.topic.name.prefix", "dlq.").clusterWide(
      "What dead letter topics of share groups must start with.",
    ),
    int("fetch.purgatory.purge.interval.requests", 1000).readOnly(
      "Waiting fetches between two sweeps.",
    ),
    int("initial.broker.registration.timeout.ms", 60000).readOnly(
      "A KRaft broker gives up registering after this long.",
    ),
    int("num.io.threads", 8, atLeast(1)).clusterWide(
      "Threads that handle requests; one event loop does this work here.",
    ),
    int("num.network.threads", 3, atLeast(1)).clusterWide(
      "Threads that serve sockets; one event loop does this work here.",
    ),
    list("process.roles", null, oneOf("broker", "controller")).readOnly(
      "Roles of a KRaft node; kedge is broker and coordinator at once.",
    ),
    int("producer.purgatory.purge.interval.requests", 1000).readOnly(
      "Waiting produce requests between two sweeps.",
    ),
    int("share.fetch.purgatory.purge.interval.requests", 1000).readOnly(
      "Waiting share fetches between two sweeps.",
    ),
  ]),
  ...internal(withoutEffect([
    long("server.max.startup.time.ms", LONG_MAX, atLeast(0)).readOnly(
      "A start that takes longer is given up.",
    ),
    boolean("unstable.api.versions.enable", false).readOnly(
      "Whether API versions still in development are served.",
    ),
    boolean("unstable.feature.versions.enable", false).readOnly(
      "Whether feature versions still in development may be used.",
    ),
  ])),
];
