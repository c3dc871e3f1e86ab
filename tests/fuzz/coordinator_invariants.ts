/**
 * What is true of a coordinator's state at any time: counters of children, the index of ephemeral
 * nodes, sizes, what quotas say is used; and that its log, replayed, gives the same again.
 *
 * @module
 */
import { Database } from "../../lib/zookeeper/tree/database.ts";
import { nodeKind } from "../../lib/zookeeper/tree/node_kind.ts";
import { readQuota, statsPath } from "../../lib/zookeeper/tree/quota.ts";
import type { ZookeeperServer } from "../../lib/zookeeper/server/zookeeper_server.ts";
import { restoreSnapshot, wholeSnapshot } from "../zookeeper/tree/whole_snapshot.ts";

/** A server, as far as its state is looked at. */
export type Observed = Pick<ZookeeperServer, "beginSnapshot" | "report" | "reports">;

/** A copy of a server's state, by way of a snapshot. */
function copyOf(server: Pick<ZookeeperServer, "beginSnapshot">): Database {
  const copy = new Database();
  restoreSnapshot(copy, wholeSnapshot(server.beginSnapshot()));
  return copy;
}

/** Throws where the server's figures do not agree with its tree. */
export function checkState(server: Observed, quotas: readonly string[]): void {
  const { tree, sessions } = copyOf(server);
  const children = new Map<string, number>();
  const ephemerals = new Map<bigint, Set<string>>();
  let [count, sizeBytes, ephemeralCount] = [0, 0, 0];
  for (const [path, node] of tree.entries()) {
    count += 1;
    sizeBytes += Buffer.byteLength(path) + node.dataLength;
    if (path !== "/") {
      const parent = path.slice(0, path.lastIndexOf("/")) || "/";
      children.set(parent, (children.get(parent) ?? 0) + 1);
    }
    const { ephemeralOwner: owner } = node;
    if (owner === 0n || nodeKind(owner) !== "ephemeral") continue;
    ephemeralCount += 1;
    if (!sessions.has(owner)) throw new Error(`${path} is of session ${owner}, which has ended`);
    const own = ephemerals.get(owner) ?? new Set();
    ephemerals.set(owner, own.add(path));
  }
  for (const [path, node] of tree.entries()) {
    const found = children.get(path) ?? 0;
    const { numChildren, cversion } = node.stat();
    same(`children of ${path}`, numChildren, found);
    const { childrenCreated } = node;
    same(`cversion of ${path}`, cversion, (2 * childrenCreated - found) | 0);
    // The nodes of a new tree have children that nobody has created.
    if (node.czxid > 0 && found > childrenCreated) {
      throw new Error(`${path} has more children than were created`);
    }
    const isEphemeral = nodeKind(node.ephemeralOwner) === "ephemeral" && node.ephemeralOwner !== 0n;
    if (isEphemeral && found > 0) throw new Error(`${path} is ephemeral and has children`);
  }
  const report = server.report();
  same("znodes", report.znodes, count + 1);
  same("ephemerals", report.ephemerals, ephemeralCount);
  same("approximateDataBytes", report.approximateDataBytes, sizeBytes);
  const indexed = [...server.reports.ephemerals()].filter(([, paths]) => paths.size > 0);
  same("sessions with ephemerals", indexed.length, ephemerals.size);
  for (const [owner, paths] of indexed) {
    const own = [...ephemerals.get(owner) ?? []].sort().join();
    same(`ephemerals of ${owner}`, [...paths].sort().join(), own);
  }
  for (const path of quotas) checkQuota(copyOf(server), path);
}

function checkQuota({ tree }: Database, limited: string): void {
  const stats = tree.get(statsPath(limited));
  if (stats === undefined) throw new Error(`Nothing says what ${limited} uses`);
  const used = readQuota(stats.data);
  let [count, bytes] = [0, 0];
  for (const [path, node] of tree.entries()) {
    if (path !== limited && !path.startsWith(`${limited}/`)) continue;
    count += 1;
    bytes += node.dataLength;
  }
  same(`nodes in ${limited}`, used.count, count);
  same(`bytes in ${limited}`, used.bytes, bytes);
}

/** Throws where another server, which has replayed the log, differs. */
export function checkReplayed(server: Observed, replayed: Observed): void {
  const [wanted, found] = [content(copyOf(server)), content(copyOf(replayed))];
  same("last zxid", found.zxid, wanted.zxid);
  same("sessions after a replay", found.sessions, wanted.sessions);
  for (const [path, text] of wanted.nodes) {
    same(`${path} after a replay`, found.nodes.get(path), text);
  }
  same("nodes after a replay", found.nodes.size, wanted.nodes.size);
}

function content({ tree, sessions, lastProcessedZxid }: Database) {
  const nodes = new Map<string, string>();
  for (const [path, node] of tree.entries()) {
    const data = node.data === null ? null : Buffer.from(node.data).toString("hex");
    nodes.set(path, shown({ data, acl: node.acl, stat: node.stat() }));
  }
  // A timeout that was negotiated anew is no transaction.
  const ids = shown([...sessions.keys()].sort());
  return { zxid: lastProcessedZxid, sessions: ids, nodes };
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => typeof inner === "bigint" ? `${inner}` : inner);
}

function same(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${found}, in place of ${wanted}`);
}
