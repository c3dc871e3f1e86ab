/**
 * Client settings of consumers.
 *
 * @module
 */
import { atLeast, nonEmpty, oneOf, oneOfAnyCase } from "../rule.ts";
import {
  boolean,
  int,
  internal,
  javaClass,
  list,
  long,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const consumerSettingRows: readonly Setting[] = [
  boolean("allow.auto.create.topics", true).readOnly(
    "Whether a topic that is missing may be made by the broker.",
  ),
  int("auto.commit.interval.ms", 5000, atLeast(0)).readOnly("Time between two commits."),
  // The script's consumer has no by_duration, which Kafka 4 added (KIP-1106).
  string("auto.offset.reset", "latest", oneOf("latest", "earliest", "none")).readOnly(
    "Where a group without a committed offset begins.",
  ),
  int("default.api.timeout.ms", 60000, atLeast(0)).readOnly("Longest time one call may take."),
  boolean("enable.auto.commit", true).readOnly("Whether offsets are committed unasked."),
  int("fetch.max.bytes", 52428800, atLeast(0)).readOnly("Most bytes of one fetch."),
  int("fetch.max.wait.ms", 500, atLeast(0)).readOnly("Longest a broker may wait for bytes."),
  int("fetch.min.bytes", 1, atLeast(0)).readOnly("Bytes that a broker waits for."),
  string("group.id", null).readOnly("The group that the consumer is a member of."),
  string("group.instance.id", null, nonEmpty).readOnly("Name of a static member (KIP-345)."),
  int("heartbeat.interval.ms", 3000).readOnly("Time between two signs of life."),
  string("isolation.level", "read_uncommitted", oneOf("read_committed", "read_uncommitted"))
    .readOnly("Whether records of open and aborted transactions are read."),
  int("max.partition.fetch.bytes", 1048576, atLeast(0)).readOnly(
    "Most bytes of one partition in a fetch.",
  ),
  int("max.poll.interval.ms", 300000, atLeast(1)).readOnly(
    "A member that polls less often is put out of its group.",
  ),
  int("max.poll.records", 500, atLeast(1)).readOnly("Most records of one poll."),
  long("metadata.max.age.ms", 300000, atLeast(0)).readOnly(
    "Metadata older than this is asked for again.",
  ),
  int("session.timeout.ms", 45000).readOnly("A member silent for this long is put out."),
  ...withoutEffect([
    list("bootstrap.servers", null).readOnly(
      "Brokers to ask first; the scripts take --bootstrap-server.",
    ),
    boolean("check.crcs", true).readOnly("Whether checksums are checked; here they always are."),
    string("client.rack", "").readOnly("Where the client is, to read from a replica nearby."),
    boolean("exclude.internal.topics", true).readOnly(
      "Whether a pattern leaves internal topics out; here it does.",
    ),
    string("group.protocol", "classic", oneOfAnyCase("CONSUMER", "CLASSIC")).readOnly(
      "Which group protocol is spoken; here the classic one.",
    ),
    string("group.remote.assignor", null).readOnly("Assignor on the broker's side (KIP-848)."),
    list("interceptor.classes", "").readOnly("Java classes that see each record."),
    javaClass("key.deserializer", null).readOnly(
      "Java class; console scripts have --formatter-property key.deserializer.",
    ),
    list("partition.assignment.strategy", null).readOnly(
      "Java classes that share partitions out; here by range.",
    ),
    javaClass("value.deserializer", null).readOnly(
      "Java class; console scripts have --formatter-property value.deserializer.",
    ),
    string("share.acknowledgement.mode", "implicit", oneOf("implicit", "explicit")).readOnly(
      "Whether a share consumer acknowledges with its next poll; the script says by itself.",
    ),
    string(
      "share.acquire.mode",
      "BATCH_OPTIMIZED",
      oneOfAnyCase("BATCH_OPTIMIZED", "RECORD_LIMIT"),
    ).readOnly("How closely max.poll.records bounds a share fetch."),
  ]),
  ...internal(withoutEffect([
    boolean("internal.throw.on.fetch.stable.offset.unsupported", false).readOnly(
      "Of Kafka Streams.",
    ),
  ])),
];
