/**
 * watch_summary, watches and watches_by_path: the watches on nodes; those on lists of children are
 * not among them, as in ZooKeeper.
 *
 * @module
 */
import { type AdminCommand, type AdminValue, sessionNumber } from "./admin_command.ts";

export const watchSummary: AdminCommand = {
  names: ["watch_summary", "wchs"],
  run(context) {
    const { watchers, watchedPaths, dataWatches } = context.report();
    return {
      num_connections: watchers,
      num_paths: watchedPaths,
      num_total_watches: dataWatches,
    };
  },
};

export const watches: AdminCommand = {
  names: ["watches", "wchc"],
  run(context) {
    const paths: Record<string, AdminValue> = {};
    for (const [id, watched] of context.watchesBySession()) {
      paths[String(sessionNumber(id))] = [...watched];
    }
    return { session_id_to_watched_paths: paths };
  },
};

export const watchesByPath: AdminCommand = {
  names: ["watches_by_path", "wchp"],
  run(context) {
    const sessions: Record<string, AdminValue> = {};
    for (const [path, ids] of context.watchesByPath()) {
      sessions[path] = Array.from(ids, sessionNumber);
    }
    return { path_to_session_ids: sessions };
  },
};
