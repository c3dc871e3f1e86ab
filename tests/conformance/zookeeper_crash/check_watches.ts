/**
 * Judges what came over each connection: zxids never go back within a session, and a watch tells of
 * the first change after it was set, once, before any reply that could know of that change.
 *
 * @module
 */
import { type Line, linesOf, type Reply, type WatchEvent } from "./history.ts";

/** A watch that has not fired. */
interface Pending {
  readonly since: number;
}

/** Throws where replies or events came in an order that cannot be. */
export function checkConnections(lines: readonly Line[]): void {
  checkZxids(lines);
  const stream = lines.filter((line): line is Reply | WatchEvent =>
    line.kind === "reply" || line.kind === "event"
  );
  const changes = changesByPath(lines);
  const connections = Map.groupBy(stream, ({ by, connection }) => `${by} ${connection}`);
  let fired = 0;
  for (const connection of connections.values()) fired += checkStream(connection, changes);
  if (fired === 0) throw new Error("no watch fired: this proves nothing");
}

function checkZxids(lines: readonly Line[]): void {
  const all = linesOf(lines, "zxids");
  for (const [session, connections] of Map.groupBy(all, (one) => one.session)) {
    const zxids = connections.sort((a, b) => a.connection - b.connection)
      .flatMap((one) => one.zxids);
    for (const [at, zxid] of zxids.entries()) {
      if (at === 0 || zxid >= zxids[at - 1]!) continue;
      throw new Error(`session ${session} was told of ${zxid} after ${zxids[at - 1]}`);
    }
  }
}

/** When the data of each path changed, as far as anybody was told, in order. */
function changesByPath(lines: readonly Line[]): Map<string, number[]> {
  const changes = new Map<string, Set<number>>();
  for (const line of lines) {
    const isPlaced = line.kind === "read" || (line.kind === "write" && line.outcome === "done");
    if (!isPlaced) continue;
    const { path, zxid } = line;
    const known = changes.get(path);
    if (known === undefined) changes.set(path, new Set([zxid]));
    else known.add(zxid);
  }
  return new Map([...changes].map(([path, zxids]) => [path, [...zxids].sort((a, b) => a - b)]));
}

/** Checks one connection; gives the number of watches that fired. */
function checkStream(
  stream: readonly (Reply | WatchEvent)[],
  changes: ReadonlyMap<string, readonly number[]>,
): number {
  const pending = new Map<string, Pending>();
  /** The zxid that a watch told of, by what it was on: who reads after it sees that. */
  const told = new Map<string, number>();
  let fired = 0;
  for (const one of stream) {
    const key = `${one.about} ${one.path}`;
    if (one.kind === "event") {
      const watch = pending.get(key);
      if (watch === undefined) throw new Error(`${text(one)}: nobody watches`);
      if (one.zxid <= watch.since) throw new Error(`${text(one)}: the watch is newer`);
      const due = firstAfter(changes.get(one.path), watch.since);
      if (one.about === "data" && one.zxid > due) throw new Error(`${text(one)}: due at ${due}`);
      pending.delete(key);
      told.set(key, one.zxid);
      fired += 1;
      continue;
    }
    for (const [watched, { since }] of pending) checkInTime(one, { watched, since, changes });
    if (one.changed === undefined) continue;
    const isOld = one.changed < (told.get(key) ?? 0);
    if (isOld) throw new Error(`${text(one)}: a watch told of ${told.get(key)} before`);
    // A second watch on the same is the first one: it has seen nothing change since.
    if (one.watch === true && !pending.has(key)) pending.set(key, { since: one.zxid });
  }
  return fired;
}

/** A reply that knows of a change comes behind the event that tells of it. */
function checkInTime(
  reply: Reply,
  { watched, since, changes }: {
    watched: string;
    since: number;
    changes: ReadonlyMap<string, readonly number[]>;
  },
): void {
  const isSeen = `${reply.about} ${reply.path}` === watched && reply.changed! > since;
  const isData = watched.startsWith("data ");
  const due = isData ? firstAfter(changes.get(watched.slice("data ".length)), since) : Infinity;
  if (isSeen || due <= reply.zxid) {
    throw new Error(`${text(reply)} came before the watch on ${watched}, set at ${since}, fired`);
  }
}

function firstAfter(zxids: readonly number[] | undefined, zxid: number): number {
  return zxids?.find((other) => other > zxid) ?? Infinity;
}

function text(one: Reply | WatchEvent): string {
  return JSON.stringify(one);
}
