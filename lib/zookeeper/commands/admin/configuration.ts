/**
 * configuration and initial_configuration: the settings in force, and what the server was started
 * with.
 *
 * @module
 */
import type { AdminCommand } from "./admin_command.ts";

export const configuration: AdminCommand = {
  names: ["configuration", "conf", "config"],
  run(context) {
    const found = context.configuration();
    return {
      client_port: found.clientPort,
      data_dir: found.dataDir,
      data_log_dir: found.dataDir,
      tick_time: found.tickTimeMs,
      max_client_cnxns: found.maxClientCnxns,
      min_session_timeout: found.minSessionTimeoutMs,
      max_session_timeout: found.maxSessionTimeoutMs,
      server_id: 0,
      client_port_listen_backlog: -1,
    };
  },
};

export const initialConfiguration: AdminCommand = {
  names: ["initial_configuration", "icfg"],
  run: (context) => ({ initial_configuration: context.initialConfiguration() }),
};
