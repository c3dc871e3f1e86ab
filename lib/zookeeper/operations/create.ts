/**
 * create (1): makes a node (persistent, ephemeral, or either with a number behind its name) and
 * replies with its path. Its transaction also serves create2, createContainer and createTTL, which
 * reply with the node's Stat as well. Which of them asks decides what the node is: a create makes
 * no container whatever its mode is, a createContainer nothing else.
 *
 * The number is the parent's count of children ever created, so it never goes back, and the log
 * has the final path: replay needs no counter.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { type ACL, AclList } from "../protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { buffer, type Decoded, int, long, record, text } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { CreateRequest } from "../protocol/request_records.ts";
import { Create2Response, CreateResponse } from "../protocol/response_records.ts";
import { checkPermission, Perms, resolveAcl, shareOpenAcl } from "../tree/acl.ts";
import { CONTAINER_OWNER, nodeKind, TTL_MS_MAX, ttlOwner } from "../tree/node_kind.ts";
import { creatableParentPath, parentPath, sequentialPath, validatePath } from "../tree/path.ts";
import type { Change } from "./change.ts";
import { requirePath } from "./node_access.ts";
import type { Prepare, PrepareContext, Prepared, WriteOperation } from "./operation.ts";
import { checkQuota } from "./quota_check.ts";
import type { Applied, ApplyContext, Transaction } from "./transaction.ts";

/** By the request's `flags`: ZooKeeper's CreateMode. */
const CREATE_MODES = [
  { kind: "persistent", isSequential: false },
  { kind: "ephemeral", isSequential: false },
  { kind: "persistent", isSequential: true },
  { kind: "ephemeral", isSequential: true },
  { kind: "container", isSequential: false },
  { kind: "ttl", isSequential: false },
  { kind: "ttl", isSequential: true },
] as const;

/** True for the modes of which a session's end removes the node. */
export function isEphemeralMode(flags: number): boolean {
  return CREATE_MODES[flags]?.kind === "ephemeral";
}

/** What is to be created. */
export interface NodeRequest {
  /** The operation that asks. */
  readonly code: number;
  readonly path: string | null;
  readonly data: Uint8Array | null;
  readonly acl: readonly ACL[] | null;
  readonly flags: number;
  /** Time to live in ms; -1 where the request has none. */
  readonly ttlMs: number;
}

const Body = record("create", {
  path: text,
  data: buffer,
  acl: AclList,
  ephemeralOwner: long,
  parentChildrenCreated: int,
});

/** A node appears. */
export class CreateTransaction implements Transaction {
  readonly type = OpCode.create;
  readonly usesReserve = false;
  readonly #body: Decoded<typeof Body>;

  constructor(body: Decoded<typeof Body>) {
    this.#body = body;
  }

  static decode(reader: Reader): CreateTransaction {
    const body = Body.read(reader);
    return new CreateTransaction({ ...body, data: body.data && new Uint8Array(body.data) });
  }

  encode(writer: Writer): void {
    Body.write(writer, this.#body);
  }

  apply({ database, watches, header }: ApplyContext): Applied {
    const { path, data, ephemeralOwner, parentChildrenCreated } = this.#body;
    const acl = shareOpenAcl(this.#body.acl ?? []);
    const { zxid, timeMs } = header;
    const creation = { path, data, acl, ephemeralOwner, parentChildrenCreated, zxid, timeMs };
    const node = database.tree.create(creation);
    if (watches !== null) {
      const parent = database.tree.get(parentPath(path))!;
      watches.nodeCreated({ path, zxid, acl, parentAcl: parent.acl });
    }
    return { path, stat: node.stat(), members: [] };
  }

  changes(): Change[] {
    const { path, data, ephemeralOwner } = this.#body;
    const acl = shareOpenAcl(this.#body.acl ?? []);
    return [{ operation: "create", path, version: 0, data, ephemeralOwner, acl }];
  }
}

type ModeKind = (typeof CREATE_MODES)[number]["kind"];

function ownerFor(kind: ModeKind, { code, ttlMs }: NodeRequest, sessionId: bigint): bigint {
  if (code === OpCode.createContainer) return CONTAINER_OWNER;
  if (code === OpCode.createTTL) return ttlOwner(ttlMs);
  return kind === "ephemeral" ? sessionId : 0n;
}

function createMode(request: NodeRequest, context: PrepareContext) {
  const mode = CREATE_MODES[request.flags];
  if (mode === undefined) throw new KeeperError(ErrorCode.BADARGUMENTS, request.path);
  if (mode.kind === "ttl" && !context.settings.extendedTypesEnabled) {
    throw new KeeperError(ErrorCode.UNIMPLEMENTED, request.path);
  }
  // A createTTL of another mode ends a ZooKeeper 3.9; here it is refused like a wrong ttl.
  const wantsTtl = mode.kind === "ttl" || request.code === OpCode.createTTL;
  const isTtlRight = mode.kind === "ttl"
    ? request.ttlMs > 0 && request.ttlMs <= TTL_MS_MAX
    : request.ttlMs < 0 && !wantsTtl;
  if (!isTtlRight) throw new KeeperError(ErrorCode.BADARGUMENTS, request.path);
  return mode;
}

/** Checks a create of any kind, in ZooKeeper's order of checks. */
export function prepareCreate(request: NodeRequest, context: PrepareContext): CreateTransaction {
  const { changes, zxid, caller: { authIds, sessionId } } = context;
  const { kind, isSequential } = createMode(request, context);
  const requestedPath = requirePath(request.path);
  const parentAt = creatableParentPath(requestedPath);
  const acl = resolveAcl(request.acl, { authIds, path: requestedPath });
  const parent = changes.require(parentAt);
  checkPermission(parent.acl, { perms: Perms.CREATE, authIds, path: requestedPath });
  const path = validatePath(
    isSequential ? sequentialPath(requestedPath, parent.childrenCreated) : requestedPath,
  );
  if (changes.find(path) !== null) throw new KeeperError(ErrorCode.NODEEXISTS, path);
  if (nodeKind(parent.ephemeralOwner) === "ephemeral") {
    throw new KeeperError(ErrorCode.NOCHILDRENFOREPHEMERALS, path);
  }
  checkQuota(path, { context, count: 1, bytes: request.data?.length ?? 0 });
  const ephemeralOwner = ownerFor(kind, request, sessionId);
  const childrenCreated = (parent.childrenCreated + 1) | 0;
  changes.put({ ...parent, childrenCreated, childCount: parent.childCount + 1 }, zxid);
  const counters = { version: 0, aversion: 0, childrenCreated: 0, childCount: 0 };
  const dataLength = request.data?.length ?? 0;
  changes.put({ path, ...counters, dataLength, ephemeralOwner, acl }, zxid);
  return new CreateTransaction({
    path,
    // A copy: a view would keep all that the socket delivered with it in memory.
    data: request.data && new Uint8Array(request.data),
    acl: [...acl],
    ephemeralOwner,
    parentChildrenCreated: childrenCreated,
  });
}

/**
 * Reads a create within a multi: its mode is judged at once, and a container's makes it a
 * createContainer, as ZooKeeper does there and not elsewhere.
 *
 * @throws MalformedError where the mode is none, or one with a time to live
 */
export function readMemberCreate(body: Reader, code: number): NodeRequest {
  const request = CreateRequest.read(body);
  const mode = CREATE_MODES[request.flags];
  if (mode === undefined || mode.kind === "ttl") {
    throw new MalformedError(`Cannot create within multi: no create mode ${request.flags}`);
  }
  const isContainer = mode.kind === "container";
  return { ...request, ttlMs: -1, code: isContainer ? OpCode.createContainer : code };
}

/** A checked create whose reply carries the node's path. */
export function preparedWithPath(transaction: CreateTransaction): Prepared {
  return { transaction, respond: (writer, { path }) => CreateResponse.write(writer, { path }) };
}

/** A checked create whose reply carries the node's Stat: create2, createContainer, createTTL. */
export function preparedWithStat(transaction: CreateTransaction): Prepared {
  return {
    transaction,
    respond: (writer, { path, stat }) => Create2Response.write(writer, { path, stat }),
  };
}

export const create: WriteOperation = {
  kind: "write",
  code: OpCode.create,
  name: "CREA",
  decode(body): Prepare {
    const request = { ...CreateRequest.read(body), ttlMs: -1, code: OpCode.create };
    return (context) => preparedWithPath(prepareCreate(request, context));
  },
};
