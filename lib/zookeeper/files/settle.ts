/**
 * What a ZooKeeper does with its database before it serves: dead sessions' nodes go, and what
 * quotas say of use is counted anew. And what a server that stands alone must not take over from an
 * ensemble: clients would go to the servers named in `/zookeeper/config`.
 *
 * @module
 */
import type { DataTree } from "../tree/data_tree.ts";
import type { Database } from "../tree/database.ts";
import { endSession } from "./replay.ts";

const CONFIG = "/zookeeper/config";

/** What was settled. */
export interface Settled {
  /** Sessions that had ended and still had ephemeral nodes; they are removed. */
  readonly deadSessions: number;
  /** What `/zookeeper/config` told of an ensemble's servers; null where it was empty. */
  readonly ensembleConfig: string | null;
}

function endDeadSessions(database: Database): number {
  const { tree, sessions, lastProcessedZxid: zxid } = database;
  const dead = [...tree.ephemeralOwners().keys()].filter((id) => !sessions.has(id));
  for (const sessionId of dead) endSession(database, { sessionId, zxid });
  return dead.length;
}

function clearConfig(tree: DataTree): string | null {
  const node = tree.get(CONFIG);
  const data = node?.data ?? null;
  if (node === undefined || data === null || data.length === 0) return null;
  // Without a trace in the stat.
  const { version, mzxid: zxid, mtimeMs: timeMs } = node;
  tree.setData(CONFIG, { data: new Uint8Array(0), version, zxid, timeMs });
  return new TextDecoder().decode(data);
}

/** Makes a restored database one that can be served. */
export function settleDatabase(database: Database): Settled {
  const deadSessions = endDeadSessions(database);
  database.tree.recountUse();
  return { deadSessions, ensembleConfig: clearConfig(database.tree) };
}
