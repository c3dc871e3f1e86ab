/**
 * Broker settings: KRaft's metadata quorum. kedge keeps its metadata in the znode tree, so a file
 * written for KRaft is taken and these change nothing.
 *
 * @module
 */
import { atLeast } from "../rule.ts";
import {
  boolean,
  int,
  internal,
  list,
  long,
  type Setting,
  string,
  withoutEffect,
} from "../setting.ts";

/** The rows, sorted into those that work here and those that do not. */
export const metadataQuorumSettings: readonly Setting[] = [
  list("controller.listener.names", null).readOnly(
    "Listeners of a KRaft controller; kedge has none and does not open them.",
  ),
  ...withoutEffect([
    int("controller.quorum.append.linger.ms", 25, atLeast(0)).readOnly(
      "How long the quorum's leader gathers writes.",
    ),
    boolean("controller.quorum.auto.join.enable", false).readOnly(
      "Whether a controller joins the quorum by itself.",
    ),
    list("controller.quorum.bootstrap.servers", "").readOnly("Controllers to ask first."),
    int("controller.quorum.election.backoff.max.ms", 1000, atLeast(0)).readOnly(
      "Longest rest between elections.",
    ),
    int("controller.quorum.election.timeout.ms", 1000, atLeast(0)).readOnly(
      "Longest wait for an election.",
    ),
    int("controller.quorum.fetch.max.bytes", 1048576, atLeast(1)).readOnly(
      "Most bytes of one fetch of the metadata log.",
    ),
    int("controller.quorum.fetch.snapshot.max.bytes", 1048576, atLeast(1)).readOnly(
      "Most bytes of one fetch of a snapshot.",
    ),
    int("controller.quorum.fetch.timeout.ms", 2000, atLeast(0)).readOnly(
      "A leader not heard from for this long is voted out.",
    ),
    int("controller.quorum.request.timeout.ms", 2000, atLeast(0)).readOnly(
      "Longest wait for an answer within the quorum.",
    ),
    int("controller.quorum.retry.backoff.ms", 20, atLeast(0)).readOnly(
      "Rest before a request in the quorum is repeated.",
    ),
    list("controller.quorum.voters", "").readOnly("Members of the quorum, as id@host:port."),
    int("controller.socket.timeout.ms", 30000).readOnly(
      "Socket timeout between controller and brokers.",
    ),
    string("metadata.log.dir", null).readOnly("Folder of the metadata log."),
    long("metadata.log.max.record.bytes.between.snapshots", 20971520, atLeast(1)).readOnly(
      "Bytes of metadata log between two snapshots.",
    ),
    long("metadata.log.max.snapshot.interval.ms", 3600000, atLeast(0)).readOnly(
      "Longest time between two snapshots.",
    ),
    int("metadata.log.segment.bytes", 1073741824, atLeast(8388608)).readOnly(
      "Segment size of the metadata log.",
    ),
    long("metadata.log.segment.ms", 604800000).readOnly(
      "Age at which the metadata log begins a new segment.",
    ),
    int("metadata.max.idle.interval.ms", 500, atLeast(0)).readOnly(
      "Time between no-op records in the metadata log.",
    ),
    long("metadata.max.retention.bytes", 104857600).readOnly(
      "Bytes of metadata log and snapshots kept.",
    ),
    long("metadata.max.retention.ms", 604800000).readOnly(
      "Age of metadata log and snapshots kept.",
    ),
  ]),
  ...internal(withoutEffect([
    long("controller.performance.always.log.threshold.ms", 2000, atLeast(0)).readOnly(
      "Controller events slower than this are logged.",
    ),
    long("controller.performance.sample.period.ms", 60000, atLeast(100)).readOnly(
      "Time between reports of the controller's speed.",
    ),
    long("internal.metadata.delete.delay.millis", 60000).readOnly(
      "Delay before old metadata files are deleted.",
    ),
    int("internal.metadata.log.segment.bytes", null).readOnly(
      "Segment size of the metadata log, for tests.",
    ),
    int("internal.metadata.max.batch.size.in.bytes", 8388608).readOnly(
      "Largest batch of the metadata log.",
    ),
  ])),
];
