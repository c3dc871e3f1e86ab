/**
 * server_stats, stats and stat_reset: the server's version, traffic and size; the same with its
 * connections; and setting the traffic to zero.
 *
 * @module
 */
import type { CommandContext } from "../command.ts";
import { type AdminCommand, type AdminFields, Decimal } from "./admin_command.ts";
import { briefConnection } from "./connections.ts";

function statsOf(context: CommandContext): AdminFields {
  const report = context.report();
  const { last, min, max } = report.responseSizes;
  const responses = { last_buffer_size: last, min_buffer_size: min, max_buffer_size: max };
  return {
    version: report.version,
    read_only: false,
    server_stats: {
      packets_sent: report.packetsSent,
      packets_received: report.packetsReceived,
      fsync_threshold_exceed_count: report.slowFlushes,
      client_response_stats: responses,
      uptime: Math.floor(report.uptimeMs),
      provider_null: false,
      data_dir_size: report.dataDirBytes,
      log_dir_size: report.dataDirBytes,
      last_processed_zxid: report.lastProcessedZxid,
      outstanding_requests: report.outstandingRequests,
      server_state: "standalone",
      avg_latency: new Decimal(report.latency.avgMs),
      max_latency: report.latency.maxMs,
      min_latency: report.latency.minMs,
      num_alive_client_connections: report.connections,
      auth_failed_count: report.authenticationFailures,
      non_mtlsremote_conn_count: 0,
      non_mtlslocal_conn_count: 0,
    },
    client_response: responses,
    node_count: report.znodes,
  };
}

export const serverStats: AdminCommand = {
  names: ["server_stats", "srvr"],
  run: statsOf,
};

export const stats: AdminCommand = {
  names: ["stats", "stat"],
  run: (context) => ({
    ...statsOf(context),
    connections: Array.from(context.connections(), briefConnection),
    secure_connections: [],
  }),
};

export const statReset: AdminCommand = {
  names: ["stat_reset", "srst"],
  run(context) {
    context.resetStatistics();
    return {};
  },
};
