/**
 * mntr: figures for monitoring, one `name<TAB>value` a line. Of ZooKeeper's some 400 lines these
 * are the ones that mean something for one server; none is made up.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { formatMean } from "./report.ts";

export const mntr: Command = {
  word: "mntr",
  run(context) {
    const report = context.report();
    const values: Record<string, string | number> = {
      version: report.version,
      server_state: "standalone",
      ephemerals_count: report.ephemerals,
      num_alive_connections: report.connections,
      avg_latency: formatMean(report.latency.avgMs),
      outstanding_requests: report.outstandingRequests,
      znode_count: report.znodes,
      global_sessions: report.sessions,
      packets_sent: report.packetsSent,
      packets_received: report.packetsReceived,
      watch_count: report.watches,
      auth_failed_count: report.authenticationFailures,
      min_latency: report.latency.minMs,
      max_file_descriptor_count: report.maxFileDescriptors,
      approximate_data_size: report.approximateDataBytes,
      open_file_descriptor_count: report.openFileDescriptors,
      local_sessions: 0,
      uptime: Math.floor(report.uptimeMs),
      max_latency: report.latency.maxMs,
      bytes_received_count: report.bytesReceived,
      response_bytes: report.bytesSent,
      connection_rejected: report.connectionsRejected,
      connection_drop_count: report.connectionsDropped,
      stale_sessions_expired: report.sessionsExpired,
    };
    return Object.entries(values).map(([name, value]) => `zk_${name}\t${value}\n`).join("");
  },
};
