/**
 * dirs, last_snapshot and hash: the bytes on disk, the newest snapshot, and digests of the tree, of
 * which none is kept.
 *
 * @module
 */
import type { AdminCommand } from "./admin_command.ts";

export const dirs: AdminCommand = {
  names: ["dirs"],
  run(context) {
    const { dataDirBytes } = context.report();
    return { datadir_size: dataDirBytes, logdir_size: dataDirBytes };
  },
};

export const lastSnapshot: AdminCommand = {
  names: ["last_snapshot", "lsnp"],
  run(context) {
    const snapshot = context.lastSnapshot();
    // What Java writes for -1, where there is no snapshot.
    if (snapshot === null) return { zxid: "ffffffffffffffff", timestamp: -1 };
    return { zxid: snapshot.zxid.toString(16), timestamp: Math.floor(snapshot.timeMs / 1000) };
  },
};

export const hash: AdminCommand = { names: ["hash"], run: () => ({ digests: [] }) };
