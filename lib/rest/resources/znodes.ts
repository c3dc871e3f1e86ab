/**
 * /v1/znodes/{path}: znodes as resources. GET reads one, or follows its changes; PUT sets its data;
 * POST makes a child of it; DELETE removes it. Access lists bind as they bind sessions.
 *
 * A request has no session, so there are no ephemeral znodes here: nothing would end them.
 *
 * @module
 */
import { CreateMode } from "../../zookeeper/protocol/create_mode.ts";
import { ErrorCode, KeeperError } from "../../zookeeper/protocol/error_code.ts";
import type { Stat } from "../../zookeeper/protocol/data_records.ts";
import type { NewNode, Visitor } from "../../zookeeper/server/visitor.ts";
import { TTL_MS_MAX } from "../../zookeeper/tree/node_kind.ts";
import { childPath } from "../../zookeeper/tree/path.ts";
import { EVENT_STREAM_TYPE } from "../event_streams.ts";
import { type BodyFormat, CONTENT_TYPES, preferredType } from "../media_type.ts";
import { bytesOfData, dataOfBytes, DataTypeWanted, RecordData } from "../record_data.ts";
import { Reply, respond, route, type RouteRequest } from "../route.ts";
import {
  array,
  boolean,
  integer,
  named,
  nullable,
  object,
  oneOf,
  optional,
  ShapeError,
  string,
  type TypeOf,
} from "../shape.ts";
import { removeTree } from "../znode_removal.ts";
import {
  aclOf,
  ExpectedVersion,
  statBody,
  WrittenZnode,
  ZnodeContent,
  ZnodeStat,
} from "../znode_shapes.ts";
import { asVisitor, znodePath } from "../znode_visitor.ts";
import { watchZnode } from "../znode_watch.ts";

const path = "/v1/znodes/{path*}";
const parameters = {
  path: string({ about: "The znode's path without its first slash; it may have more of them" }),
};
const RAW_TYPES = ["text/plain", "application/octet-stream"] as const;
const ANSWER_TYPES = [
  CONTENT_TYPES.json,
  CONTENT_TYPES.cbor,
  ...RAW_TYPES,
  EVENT_STREAM_TYPE,
] as const;
/** Not text/plain: any web page may send that to any origin without asking. */
const RAW_BODY_TYPES = ["application/octet-stream"];
/** Times that a PUT tries whether the znode exists, while others make and delete it. */
const ATTEMPTS_MAX = 10;

const Znode = named(
  "Znode",
  object({
    path: string(),
    data: nullable(RecordData),
    children: optional(array(string())),
    stat: ZnodeStat,
  }),
);

export const getZnode = route({
  method: "GET",
  path,
  tag: "Znodes",
  name: "getZnode",
  summary: "Get a znode, or follow its changes",
  about: "With Accept text/plain or application/octet-stream the answer is the data alone. " +
    "With watch, or Accept text/event-stream, it is a stream of events: watching, created, " +
    "deleted, changed, children; resync where Last-Event-ID is older than the watch; overflow " +
    "where the client reads too slowly; closing. The id of an event is its zxid.",
  parameters,
  query: {
    watch: optional(oneOf(["", "true", "recursive"], {
      about: "Follow the znode and the list of its children, or with recursive all below it",
    })),
    data_type: optional(DataTypeWanted),
    children: optional(boolean({ about: "Whether to list the children; true unless told" })),
  },
  answer: Znode,
  answerTypes: [...RAW_TYPES, EVENT_STREAM_TYPE],
  async handle(request) {
    const { parameters, query } = request;
    const path = znodePath(parameters.path);
    const accept = request.request.headers.get("accept");
    const type = query.watch === undefined
      ? preferredType(accept, ANSWER_TYPES)
      : EVENT_STREAM_TYPE;
    if (type === EVENT_STREAM_TYPE) {
      return await watchZnode(request, {
        path,
        reach: query.watch === "recursive" ? "tree" : "node",
      });
    }
    return await asVisitor(request, async (visitor) => {
      const { data, stat } = await visitor.getData(path);
      if (type === "text/plain" || type === "application/octet-stream") {
        return rawAnswer(data, { stat, type });
      }
      const format: BodyFormat = type === CONTENT_TYPES.cbor ? "cbor" : "json";
      const body: TypeOf<typeof Znode> = {
        path,
        data: dataOfBytes(data, { type: query.data_type ?? "AUTO", format }),
        ...query.children === false ? {} : { children: await visitor.getChildren(path) },
        stat: statBody(stat),
      };
      return await respond(body, { status: 200, format, headers: {} });
    });
  },
});

export const putZnode = route({
  method: "PUT",
  path,
  tag: "Znodes",
  name: "putZnode",
  summary: "Set a znode's data",
  about: "The body is the data itself where its type is application/octet-stream. Another " +
    "version than the one expected is answered with 412.",
  parameters,
  query: {
    version: optional(ExpectedVersion),
    create: optional(boolean({ about: "Make it, with acl, where there is none and no version" })),
  },
  body: ZnodeContent,
  rawBodyTypes: RAW_BODY_TYPES,
  answer: WrittenZnode,
  async handle(request) {
    const { parameters, query, body, rawBody, origin } = request;
    if (rawBody === null && body.data === undefined) {
      throw new ShapeError("body.data", { found: undefined, allowed: "data, or null" });
    }
    const { version = -1, create = false } = query;
    const path = znodePath(parameters.path);
    const node = contentOf(request);
    return await asVisitor(request, async (visitor) => {
      if (!create || version !== -1) {
        const stat = await visitor.setData(path, { data: node.data, version });
        return { path, stat: statBody(stat) };
      }
      const { isNew, stat } = await setOrCreate(visitor, { path, node });
      return isNew ? madeReply({ path, stat }, origin) : { path, stat: statBody(stat) };
    });
  },
});

export const postZnode = route({
  method: "POST",
  path,
  tag: "Znodes",
  name: "createZnode",
  summary: "Make a child of a znode",
  about: "There are no ephemeral znodes over HTTP: a request has no session that could end them.",
  parameters,
  query: {
    name: optional(string({ about: "The child's name, or what stands before its number" })),
    sequential: optional(boolean({ about: "Put the parent's counter behind the name" })),
    container: optional(boolean({ about: "It goes when the last of its children has gone" })),
    ttl_ms: optional(integer({
      minimum: 1,
      maximum: TTL_MS_MAX,
      about: "It goes when it was not changed for so long and has no children",
    })),
    ephemeral: optional(boolean({ about: "Refused; see above" })),
  },
  body: ZnodeContent,
  rawBodyTypes: RAW_BODY_TYPES,
  status: 201,
  answer: WrittenZnode,
  async handle(request) {
    const { parameters, query, origin } = request;
    const { name = "", sequential = false } = query;
    if (name.includes("/") || (name === "" && !sequential)) {
      const found = query.name;
      throw new ShapeError("query name", { found, allowed: "a name without a slash" });
    }
    const path = childPath(znodePath(parameters.path), name);
    const node = { ...contentOf(request), ...kindOf(query) };
    const made = await asVisitor(request, (visitor) => visitor.create(path, node));
    return madeReply(made, origin);
  },
});

export const deleteZnode = route({
  method: "DELETE",
  path,
  tag: "Znodes",
  name: "deleteZnode",
  summary: "Delete a znode",
  parameters,
  query: {
    version: optional(ExpectedVersion),
    recursive: optional(boolean({
      about: "With all below it; up to 500 znodes go in one transaction",
    })),
  },
  async handle(request) {
    const { parameters, query: { version = -1, recursive = false } } = request;
    const path = znodePath(parameters.path);
    await asVisitor(request, async (visitor) => {
      if (recursive) await removeTree(visitor, { path, version });
      else await visitor.delete(path, version);
    });
  },
});

function rawAnswer(
  data: Uint8Array | null,
  { stat, type }: { stat: Stat; type: (typeof RAW_TYPES)[number] },
): Response {
  return new Response(new Uint8Array(data ?? []), {
    headers: {
      "content-type": type === "text/plain" ? "text/plain; charset=utf-8" : type,
      // It is somebody's text; no browser may take it for a page.
      "x-content-type-options": "nosniff",
      "znode-version": String(stat.version),
    },
  });
}

/** What the request says of a node. */
function contentOf(
  { body, rawBody }: RouteRequest<unknown, unknown, TypeOf<typeof ZnodeContent>>,
): NewNode {
  const data = rawBody ?? bytesOfData(body.data, "body.data");
  return body.acl === null || body.acl === undefined ? { data } : { data, acl: aclOf(body.acl) };
}

/** The mode that the query asks for. @throws {ShapeError} where it is none */
function kindOf(query: {
  sequential?: boolean | undefined;
  container?: boolean | undefined;
  ttl_ms?: number | undefined;
  ephemeral?: boolean | undefined;
}): { mode: number; ttlMs?: number } {
  const { sequential = false, container = false, ttl_ms: ttlMs, ephemeral = false } = query;
  if (ephemeral) {
    const allowed = "false: an ephemeral znode ends with its session, and a request has none";
    throw new ShapeError("query ephemeral", { found: true, allowed });
  }
  if (container && (sequential || ttlMs !== undefined)) {
    const allowed = "false with sequential or ttl_ms, as in ZooKeeper";
    throw new ShapeError("query container", { found: true, allowed });
  }
  if (container) return { mode: CreateMode.CONTAINER };
  if (ttlMs === undefined) {
    return { mode: sequential ? CreateMode.PERSISTENT_SEQUENTIAL : CreateMode.PERSISTENT };
  }
  const mode = sequential
    ? CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL
    : CreateMode.PERSISTENT_WITH_TTL;
  return { mode, ttlMs };
}

function isRefusal(error: unknown, code: number): boolean {
  return error instanceof KeeperError && error.code === code;
}

async function setOrCreate(
  visitor: Visitor,
  { path, node }: { path: string; node: NewNode },
): Promise<{ isNew: boolean; stat: Stat }> {
  for (let attempt = 1;; attempt++) {
    try {
      const stat = await visitor.setData(path, { data: node.data, version: -1 });
      return { isNew: false, stat };
    } catch (error) {
      if (!isRefusal(error, ErrorCode.NONODE)) throw error;
    }
    try {
      const { stat } = await visitor.create(path, node);
      return { isNew: true, stat };
    } catch (error) {
      if (!isRefusal(error, ErrorCode.NODEEXISTS) || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

function madeReply({ path, stat }: { path: string; stat: Stat }, origin: string) {
  const place = path.split("/").map(encodeURIComponent).join("/");
  return new Reply({ path, stat: statBody(stat) }, {
    status: 201,
    headers: { location: `${origin}/v1/znodes${place}` },
  });
}
