/**
 * Changes of znodes as server-sent events.
 *
 *     event: watching   the watch is set: a change from now on is an event
 *     event: created | deleted | changed | children
 *     event: resync     changes between Last-Event-ID and the watch may be missing: read again
 *     event: overflow   the client read too slowly: events were lost, and the stream ends
 *     event: closing    the server stops
 *
 * The id of an event is the zxid of its transaction. A tree keeps no history, so a client that
 * comes back with Last-Event-ID hears whether there was any transaction meanwhile, not which.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../zookeeper/protocol/error_code.ts";
import type { Visitor } from "../zookeeper/server/visitor.ts";
import { validatePath } from "../zookeeper/tree/path.ts";
import { EventType } from "../zookeeper/tree/watch.ts";
import type { EventStream } from "./event_streams.ts";
import { RestError } from "./failure.ts";
import type { RouteRequest } from "./route.ts";
import { asVisitor } from "./znode_visitor.ts";

const EVENT_NAMES: ReadonlyMap<number, string> = new Map([
  [EventType.NODE_CREATED, "created"],
  [EventType.NODE_DELETED, "deleted"],
  [EventType.NODE_DATA_CHANGED, "changed"],
  [EventType.NODE_CHILDREN_CHANGED, "children"],
]);

/** What is watched. */
export interface WatchedPlace {
  readonly path: string;
  /** The node with the list of its children, or the node and all below it. */
  readonly reach: "node" | "tree";
}

/**
 * Answers with the changes of a node, whether it exists yet or not.
 *
 * @throws KeeperError BADARGUMENTS where there can be no such path
 * @throws {RestError} where Last-Event-ID is no zxid, or too many streams are open
 */
export async function watchZnode(
  asking: RouteRequest<unknown, unknown, unknown>,
  place: WatchedPlace,
): Promise<Response> {
  const lastZxid = lastEventId(asking.request.headers.get("last-event-id"));
  return await asking.services.eventStreams.open({
    signal: asking.request.signal,
    begin: (stream) => asVisitor(asking, (visitor) => begin(visitor, { stream, place, lastZxid })),
  });
}

async function begin(
  visitor: Visitor,
  { stream, place, lastZxid }: {
    stream: EventStream;
    place: WatchedPlace;
    lastZxid: number | null;
  },
): Promise<() => void> {
  const { path, reach } = place;
  // What can never be would be waited for without end.
  validatePath(path);
  await requireReadable(visitor, path);
  return await visitor.watch(path, {
    reach,
    begun(zxid) {
      const recursive = reach === "tree";
      stream.send({ event: "watching", id: zxid, data: { path, recursive, zxid } });
      if (lastZxid === null || lastZxid === zxid) return;
      stream.send({ event: "resync", id: zxid, data: { path, since: lastZxid, zxid } });
    },
    heard({ type, path, zxid }) {
      const event = EVENT_NAMES.get(type);
      if (event !== undefined) stream.send({ event, id: zxid, data: { path, zxid } });
    },
  });
}

/** A node that the client may not read would be watched in silence. */
async function requireReadable(visitor: Visitor, path: string): Promise<void> {
  try {
    await visitor.getData(path);
  } catch (error) {
    if (!(error instanceof KeeperError) || error.code !== ErrorCode.NONODE) throw error;
  }
}

function lastEventId(text: string | null): number | null {
  if (text === null || text === "") return null;
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new RestError(400, `Cannot take Last-Event-ID ${text}: a zxid is a whole number`);
}
