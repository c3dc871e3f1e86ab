/**
 * The figures of a server by the names that ZooKeeper's metrics have: `mntr` and the AdminServer's
 * `monitor` show them, and so does /metrics. Nothing of an ensemble, of TLS, of Java's threads and
 * caches is among them.
 *
 * @module
 */
import type { Summary } from "../../metrics/summary.ts";
import type { MetricReading, ServerReport } from "../commands/report.ts";
import type { Database } from "../tree/database.ts";
import { limitsPath, readQuota, statsPath } from "../tree/quota.ts";
import type { Watches } from "../tree/watch.ts";
import type { RequestPipeline } from "./request_pipeline.ts";
import type { ServerStatistics, StorageStatistics } from "./statistics.ts";

/** Where the figures come from. */
export interface MetricSources {
  readonly report: ServerReport;
  readonly database: Database;
  readonly statistics: ServerStatistics;
  readonly watches: Watches;
  readonly pipeline: RequestPipeline;
  readonly storage: StorageStatistics | undefined;
}

type Figure = readonly [name: string, value: number, help: string];
type Summarised = readonly [name: string, summary: Summary, help: string];

function gaugesOf({ report, statistics: { responseSizes } }: MetricSources): Figure[] {
  const { latency } = report;
  return [
    ["ephemerals_count", report.ephemerals, "Ephemeral znodes."],
    ["num_alive_connections", report.connections, "Connections of ZooKeeper clients open now."],
    ["avg_latency", latency.avgMs, "Mean time from a request to its reply, in ms."],
    ["outstanding_requests", report.outstandingRequests, "Requests read and not answered yet."],
    ["znode_count", report.znodes, "Znodes in the tree."],
    ["global_sessions", report.sessions, "Sessions alive."],
    ["last_client_response_size", responseSizes.last, "Bytes of the last reply."],
    ["packets_sent", report.packetsSent, "Replies and watch events sent."],
    ["packets_received", report.packetsReceived, "Requests received, pings included."],
    ["max_client_response_size", responseSizes.max, "Bytes of the largest reply."],
    ["watch_count", report.watches, "Watches set."],
    ["auth_failed_count", report.authenticationFailures, "Refused proofs of identity."],
    ["min_latency", latency.minMs, "Shortest time from a request to its reply, in ms."],
    ["max_file_descriptor_count", report.maxFileDescriptors, "Descriptors that may be open."],
    ["approximate_data_size", report.approximateDataBytes, "Bytes of paths and data in the tree."],
    ["open_file_descriptor_count", report.openFileDescriptors, "Descriptors open now."],
    ["local_sessions", 0, "Sessions that only this server knows: there are none."],
    ["uptime", Math.floor(report.uptimeMs), "Time since the start, in ms."],
    ["max_latency", latency.maxMs, "Longest time from a request to its reply, in ms."],
    ["min_client_response_size", responseSizes.min, "Bytes of the smallest reply."],
  ];
}

function countersOf({ report, statistics, pipeline }: MetricSources): Figure[] {
  const { changes, failure } = pipeline;
  const { requests, queued } = statistics.pipeline;
  return [
    ["watch_bytes", statistics.watchBytes, "Bytes of watch events sent."],
    [
      "connection_rejected",
      report.connectionsRejected,
      "Connections refused: there were too many.",
    ],
    [
      "sessionless_connections_expired",
      statistics.sessionlessExpired,
      "Connections ended because they opened no session.",
    ],
    ["connection_drop_count", report.connectionsDropped, "Connections closed for what they sent."],
    ["bytes_received_count", report.bytesReceived, "Bytes received."],
    [
      "request_throttle_wait_count",
      statistics.throttleWaits,
      "Requests that waited because too many were under way.",
    ],
    ["prep_processor_request_queued", requests, "Requests taken, the server's own included."],
    ["response_bytes", statistics.responseBytes, "Bytes of replies sent."],
    ["unrecoverable_error_count", failure === null ? 0 : 1, "1 where no write is taken any more."],
    ["outstanding_changes_queued", changes.noted, "Changes noted until they are applied."],
    ["outstanding_changes_removed", changes.noted - changes.size, "Changes applied or dropped."],
    ["connection_request_count", statistics.connectRequests, "Sessions asked for."],
    ["stale_sessions_expired", report.sessionsExpired, "Sessions ended by their timeout."],
    ["sync_processor_request_queued", queued, "Writes that were on disk before their reply."],
  ];
}

function mediansOf({ statistics: { pipeline }, watches, storage }: MetricSources): Summarised[] {
  const { heard } = watches;
  const summaries: Summarised[] = [
    ["node_created_watch_count", heard.created, "Watchers told of a znode created."],
    ["node_deleted_watch_count", heard.deleted, "Watchers told of a znode deleted."],
    ["node_changed_watch_count", heard.changed, "Watchers told of data changed."],
    ["node_children_watch_count", heard.children, "Watchers told of children changed."],
    ["fsynctime", pipeline.flushMs, "Time of a flush of the transactions, in ms."],
    ["sync_processor_batch_size", pipeline.batchSize, "Writes that shared a flush."],
    ["prep_process_time", pipeline.prepareMs, "Time to check a write, in ms."],
  ];
  if (storage === undefined) return summaries;
  return [
    ...summaries,
    ["snapshottime", storage.snapshotMs, "Time to write a snapshot, in ms."],
    ["dbinittime", storage.startupMs, "Time to load the tree at the start, in ms."],
    [
      "startup_snap_load_time",
      storage.startupSnapshotMs,
      "Its part of reading the snapshot, in ms.",
    ],
    ["startup_txns_load_time", storage.startupTransactionsMs, "Its part of the log, in ms."],
    ["startup_txns_loaded", storage.startupTransactions, "Transactions read at the start."],
  ];
}

function percentilesOf({ statistics }: MetricSources): Summarised[] {
  const { readLatency, updateLatency, pipeline } = statistics;
  return [
    ["close_session_prep_time", pipeline.prepareCloseMs, "Time to check a session's end, in ms."],
    ["updatelatency", updateLatency, "Time from a write to its reply, in ms."],
    ["readlatency", readLatency, "Time from a read to its reply, in ms."],
    ["propagation_latency", pipeline.propagationMs, "Time until a write can be seen, in ms."],
  ];
}

/** What quotas allow and what is used of them, by the first part of their paths. */
function* quotaGauges({ tree }: Database): Generator<MetricReading> {
  const use = { count: new Map<string, number>(), bytes: new Map<string, number>() };
  const limit = { count: new Map<string, number>(), bytes: new Map<string, number>() };
  for (const path of tree.quotas) {
    const key = path.split("/", 2)[1]!;
    const limits = readQuota(tree.get(limitsPath(path))?.data ?? null);
    // A hard limit is the one that counts.
    const { countHardLimit, byteHardLimit } = limits;
    addTo(limit.count, key, countHardLimit > -1 ? countHardLimit : limits.count);
    addTo(limit.bytes, key, byteHardLimit > -1 ? byteHardLimit : limits.bytes);
    const stats = tree.get(statsPath(path));
    if (stats === undefined) continue;
    const used = readQuota(stats.data);
    addTo(use.count, key, used.count);
    addTo(use.bytes, key, used.bytes);
  }
  const sets = [
    ["quota_count_limit_per_namespace", limit.count, "Znodes that quotas allow."],
    ["quota_bytes_limit_per_namespace", limit.bytes, "Bytes that quotas allow."],
    ["quota_count_usage_per_namespace", use.count, "Znodes that count for quotas."],
    ["quota_bytes_usage_per_namespace", use.bytes, "Bytes that count for quotas."],
  ] as const;
  for (const [name, values, help] of sets) yield { type: "gaugeSet", name, values, help };
}

function addTo(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

/** All figures, in ZooKeeper's order of kinds. */
export function* serverMetrics(sources: MetricSources): Generator<MetricReading> {
  for (const [name, value, help] of gaugesOf(sources)) yield { type: "gauge", name, value, help };
  yield* quotaGauges(sources.database);
  for (const [name, value, help] of countersOf(sources)) {
    yield { type: "counter", name, value, help };
  }
  for (const [name, summary, help] of mediansOf(sources)) {
    yield { type: "summary", name, summary, help, detail: "median" };
  }
  for (const [name, summary, help] of percentilesOf(sources)) {
    yield { type: "summary", name, summary, help, detail: "percentiles" };
  }
}
