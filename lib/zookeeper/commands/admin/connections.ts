/**
 * connections and connection_stat_reset: each connection with its session's figures, and setting
 * those to zero.
 *
 * @module
 */
import { addressText, type ConnectionReport } from "../report.ts";
import { type AdminCommand, type AdminFields, sessionNumber } from "./admin_command.ts";

/** What `stats` tells of a connection. */
export function briefConnection(connection: ConnectionReport): AdminFields {
  return {
    remote_socket_address: addressText(connection),
    interest_ops: connection.isReading ? 1 : 0,
    outstanding_requests: connection.queuedRequests,
    packets_received: connection.packetsReceived,
    packets_sent: connection.packetsSent,
  };
}

function fullConnection(connection: ConnectionReport): AdminFields {
  return {
    ...briefConnection(connection),
    session_id: sessionNumber(connection.sessionId),
    last_operation: connection.lastOperation,
    established: connection.establishedMs,
    session_timeout: connection.sessionTimeoutMs,
    last_cxid: connection.lastCxid,
    last_zxid: connection.lastZxid,
    last_response_time: Math.floor(connection.lastResponseMs),
    last_latency: connection.lastLatencyMs,
    min_latency: connection.latency.minMs,
    avg_latency: Math.floor(connection.latency.avgMs),
    max_latency: connection.latency.maxMs,
  };
}

export const connections: AdminCommand = {
  names: ["connections", "cons"],
  run: (context) => ({
    connections: Array.from(context.connections(), fullConnection),
    secure_connections: [],
  }),
};

export const connectionStatReset: AdminCommand = {
  names: ["connection_stat_reset", "crst"],
  run(context) {
    context.resetConnectionStatistics();
    return {};
  },
};
