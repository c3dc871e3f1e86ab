/**
 * Client settings of producers.
 *
 * @module
 */
import { COMPRESSION_TYPE_NAMES } from "../../bytes/compression/mod.ts";
import { atLeast, between, betweenOr, nonEmpty, oneOf, oneOfAnyCase } from "../rule.ts";
import {
  boolean,
  int,
  INT_MAX,
  javaClass,
  list,
  long,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const producerSettingRows: readonly Setting[] = [
  string("acks", "all", oneOf("all", "-1", "0", "1")).readOnly(
    "Who must have a record before it counts as sent.",
  ),
  int("batch.size", 16384, atLeast(0)).readOnly("Bytes of records that go in one batch."),
  list("bootstrap.servers", "").readOnly(
    "Brokers to ask first; --bootstrap-server counts more, and most scripts need it.",
  ),
  long("buffer.memory", 33554432, atLeast(0)).readOnly("Bytes of records that may wait."),
  string("compression.type", "none", oneOf(...COMPRESSION_TYPE_NAMES)).readOnly(
    "Codec of the batches.",
  ),
  int("delivery.timeout.ms", 120000, atLeast(0)).readOnly(
    "A record not acknowledged after this long has failed.",
  ),
  boolean("enable.idempotence", true).readOnly("Whether a repeated send is written once."),
  long("linger.ms", 5, atLeast(0)).readOnly("How long a batch waits for more records."),
  long("max.block.ms", 60000, atLeast(0)).readOnly("Longest wait for room and for metadata."),
  int("max.in.flight.requests.per.connection", 5, atLeast(1)).readOnly(
    "Requests to one broker that may wait for answers.",
  ),
  int("max.request.size", 1048576, atLeast(0)).readOnly("Longest record, in bytes."),
  int("retries", INT_MAX, between(0, INT_MAX)).readOnly("How often a send is repeated."),
  int("transaction.timeout.ms", 60000).readOnly("Longest transaction before it is aborted."),
  string("transactional.id", null, nonEmpty).readOnly("Name under which transactions go on."),
  ...withoutEffect([
    string("buffer.memory.allocation.strategy", "full", oneOfAnyCase("FULL", "INCREMENTAL"))
      .readOnly("How the Java producer takes its buffers."),
    string("client.rack", "").readOnly("Where the client is, for the partitioner."),
    int("compression.gzip.level", -1, betweenOr(1, 9, -1)).readOnly(
      "How hard gzip tries; the default level is used.",
    ),
    int("compression.lz4.level", 9, between(1, 17)).readOnly(
      "How hard lz4 tries; the default level is used.",
    ),
    int("compression.zstd.level", 3, between(-131072, 22)).readOnly(
      "How hard zstd tries; the default level is used.",
    ),
    list("interceptor.classes", "").readOnly("Java classes that see each record."),
    javaClass("key.serializer", null).readOnly("Java class; each script knows what it sends."),
    long("metadata.max.age.ms", 300000, atLeast(0)).readOnly(
      "Metadata older than this is asked for again; here when a send needs it.",
    ),
    long("metadata.max.idle.ms", 300000, atLeast(5000)).readOnly(
      "Metadata of topics not used for this long is dropped.",
    ),
    boolean("partitioner.adaptive.partitioning.enable", true).readOnly(
      "Whether slow brokers get fewer records.",
    ),
    long("partitioner.availability.timeout.ms", 0, atLeast(0)).readOnly(
      "A broker that takes longer gets no records without keys.",
    ),
    javaClass("partitioner.class", null).readOnly("Java class that chooses partitions."),
    boolean("partitioner.ignore.keys", false).readOnly("Whether keys choose no partition."),
    boolean("partitioner.rack.aware", false).readOnly("Whether leaders nearby are preferred."),
    boolean("transaction.two.phase.commit.enable", false).readOnly(
      "Whether transactions wait for a coordinator outside (KIP-939).",
    ),
    javaClass("value.serializer", null).readOnly("Java class; each script knows what it sends."),
  ]),
];
