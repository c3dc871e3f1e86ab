/**
 * dump: sessions by when they end, and the ephemeral nodes they own.
 *
 * @module
 */
import { type AdminCommand, type AdminValue, sessionNumber } from "./admin_command.ts";

export const dump: AdminCommand = {
  names: ["dump"],
  run(context) {
    const expiring: Record<string, AdminValue> = {};
    for (const { atMs, ending } of context.sessionDeadlines()) {
      expiring[String(atMs)] = ending.map(sessionNumber);
    }
    const ephemerals: Record<string, AdminValue> = {};
    for (const [id, paths] of context.ephemerals()) {
      ephemerals[String(sessionNumber(id))] = [...paths];
    }
    return { expiry_time_to_session_ids: expiring, session_id_to_ephemeral_paths: ephemerals };
  },
};
