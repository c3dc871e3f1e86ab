/**
 * Someone who asks for znodes without a session: a client of the REST port. Its requests go through
 * the same pipeline as those of sessions, and access lists bind it, as whom it shows to be at each
 * request. It owns no ephemeral znodes, because nothing of it could end them.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import { digestIds } from "../operations/auth.ts";
import { isEphemeralMode } from "../operations/create.ts";
import type { Caller } from "../operations/operation.ts";
import { CreateMode } from "../protocol/create_mode.ts";
import type { ACL, Id, Stat } from "../protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode } from "../protocol/op_code.ts";
import * as requests from "../protocol/request_records.ts";
import * as responses from "../protocol/response_records.ts";
import { hasPermission, OPEN_ACL_UNSAFE, Perms } from "../tree/acl.ts";
import { plainAddress } from "../tree/ip_address.ts";
import type { LocalOp, LocalOpResult } from "../tree/tree_session.ts";
import type { WatchedEvent, Watcher, Watches } from "../tree/watch.ts";
import { type Answer, ask, type Asker } from "./inner_request.ts";
import { readMultiResults, writeMultiOps } from "./local_multi.ts";
import { NO_SESSION } from "./own_requests.ts";
import type { Request } from "./request.ts";
import type { ServerSettings } from "./settings.ts";

/** Who a visitor shows to be. */
export interface VisitorIdentity {
  /** Where it comes from, for the scheme `ip`; null where that is not known. */
  readonly remoteAddress: string | null;
  /** `user:password` of the scheme `digest`, or null. */
  readonly credentials: string | null;
}

/** What a visitor needs of its server. */
export interface VisitorHost {
  readonly settings: ServerSettings;
  readonly watches: Watches;
  submit(request: Request): void;
}

/** A node to create; `acl` is open and the node persistent where nothing else is said. */
export interface NewNode {
  readonly data: Uint8Array | null;
  readonly acl?: readonly ACL[];
  /** One of CreateMode, but none of a session's. */
  readonly mode?: number;
  /** Time to live, in ms, of the modes that have one. */
  readonly ttlMs?: number;
}

/** How a node is watched. */
export interface VisitorWatch {
  readonly reach: "node" | "tree";
  /** Told once, before any event, of the last transaction before the watch. */
  begun?(zxid: number): void;
  /** Told of each event on nodes that the visitor may read. */
  heard(event: WatchedEvent): void;
}

const Nothing = { read: () => null };

function identitiesOf(
  { remoteAddress, credentials }: VisitorIdentity,
  settings: ServerSettings,
): Id[] {
  const ids: Id[] = [];
  if (remoteAddress !== null) ids.push({ scheme: "ip", id: plainAddress(remoteAddress) });
  if (credentials !== null) ids.push(...digestIds(credentials, settings));
  return ids;
}

/** Asks for znodes. Every method that is refused rejects with KeeperError. */
export class Visitor {
  readonly #host: VisitorHost;
  readonly #authIds: readonly Id[];
  readonly #asker: Asker;

  constructor(identity: VisitorIdentity, host: VisitorHost) {
    this.#host = host;
    this.#authIds = identitiesOf(identity, host.settings);
    this.#asker = this.#askerAs({ sessionId: NO_SESSION.id, process() {} });
  }

  /** Makes a node; the path that comes back has the number of a sequential one. */
  async create(path: string, node: NewNode): Promise<{ path: string; stat: Stat }> {
    const { data, acl = OPEN_ACL_UNSAFE, mode = CreateMode.PERSISTENT, ttlMs } = node;
    // Without a session its owner would be nobody, and the node would stay.
    if (isEphemeralMode(mode)) throw new KeeperError(ErrorCode.BADARGUMENTS, path);
    const value = { path, data, acl, flags: mode };
    const response = responses.Create2Response;
    const code = mode === CreateMode.CONTAINER ? OpCode.createContainer : OpCode.create2;
    const created = ttlMs === undefined
      ? await this.#ask(code, { request: requests.CreateRequest, value, response })
      : await this.#ask(OpCode.createTTL, {
        request: requests.CreateTTLRequest,
        value: { ...value, ttl: ttlMs },
        response,
      });
    return { path: created.path ?? path, stat: created.stat };
  }

  /** Removes a node without children, where `version` is its version or -1. */
  async delete(path: string, version: number): Promise<void> {
    const value = { path, version };
    await this.#ask(OpCode.delete, { request: requests.DeleteRequest, value, response: Nothing });
  }

  getData(path: string): Promise<{ data: Uint8Array | null; stat: Stat }> {
    return this.#ask(OpCode.getData, {
      request: requests.GetDataRequest,
      value: { path, watch: false },
      response: responses.GetDataResponse,
    });
  }

  /** Replaces the data where `version` is the node's version or -1; gives the new Stat. */
  async setData(
    path: string,
    { data, version }: { data: Uint8Array | null; version: number },
  ): Promise<Stat> {
    const { stat } = await this.#ask(OpCode.setData, {
      request: requests.SetDataRequest,
      value: { path, data, version },
      response: responses.SetDataResponse,
    });
    return stat;
  }

  /** The names of a node's children, in order of creation. */
  async getChildren(path: string): Promise<string[]> {
    const { children } = await this.#ask(OpCode.getChildren2, {
      request: requests.GetChildren2Request,
      value: { path, watch: false },
      response: responses.GetChildren2Response,
    });
    return (children ?? []).map((name) => name ?? "");
  }

  async getAcl(path: string): Promise<{ acl: ACL[]; stat: Stat }> {
    const { acl, stat } = await this.#ask(OpCode.getACL, {
      request: requests.GetACLRequest,
      value: { path },
      response: responses.GetACLResponse,
    });
    return { acl: acl ?? [], stat };
  }

  /** True where it has each of the permissions `perms` on a node. */
  async hasPermissions(path: string, perms: number): Promise<boolean> {
    let acl: readonly ACL[];
    try {
      // What is hidden in the list is hidden from who may not administer, which is one of them.
      ({ acl } = await this.getAcl(path));
    } catch (error) {
      if (error instanceof KeeperError && error.code === ErrorCode.NOAUTH) return false;
      throw error;
    }
    const authIds = this.#authIds;
    for (let bit = 1; bit <= Perms.ALL; bit <<= 1) {
      if ((perms & bit) !== 0 && !hasPermission(acl, { perms: bit, authIds })) return false;
    }
    return true;
  }

  /** Replaces the access list where `version` is its version (`aversion`) or -1. */
  async setAcl(
    path: string,
    { acl, version }: { acl: readonly ACL[]; version: number },
  ): Promise<Stat> {
    const { stat } = await this.#ask(OpCode.setACL, {
      request: requests.SetACLRequest,
      value: { path, acl, version },
      response: responses.SetACLResponse,
    });
    return stat;
  }

  /** Does all of `ops` or none; rejects with a MultiError, which has the refused one's index. */
  async multi(ops: readonly LocalOp[]): Promise<{ zxid: number; results: LocalOpResult[] }> {
    for (const op of ops) {
      if (op.type === "create" && isEphemeralMode(op.mode ?? CreateMode.PERSISTENT)) {
        throw new KeeperError(ErrorCode.BADARGUMENTS, op.path);
      }
    }
    const body = new Writer();
    writeMultiOps(body, ops);
    const answer = await this.#send(OpCode.multi, { body, path: null });
    return { zxid: answer.zxid, results: readMultiResults(answer.body, ops) };
  }

  /**
   * Watches a node, whether it exists yet or not, until the function returned is called: itself and
   * the list of its children, or itself and all below it.
   *
   * @returns what ends it
   */
  async watch(path: string, { reach, begun, heard }: VisitorWatch): Promise<() => void> {
    const authIds = this.#authIds;
    const watcher: Watcher = {
      sessionId: NO_SESSION.id,
      process(event, acl) {
        if (hasPermission(acl, { perms: Perms.READ, authIds })) heard(event);
      },
    };
    const body = new Writer();
    requests.AddWatchRequest.write(body, { path, mode: reach === "node" ? 0 : 1 });
    const asker = this.#askerAs(watcher);
    await ask(asker, { code: OpCode.addWatch, cxid: 0, body, path, answered: begun });
    return () => this.#host.watches.removeWatcher(watcher);
  }

  #askerAs(watcher: Watcher): Asker {
    const caller: Caller = {
      sessionId: NO_SESSION.id,
      authIds: this.#authIds,
      watcher,
      addAuthId() {},
    };
    const submit = (request: Request) => this.#host.submit(request);
    return { session: NO_SESSION, caller, usesReserve: false, submit };
  }

  async #ask<In extends { readonly path: string | null }, Out>(
    code: number,
    { request, value, response }: {
      request: { write(writer: Writer, value: In): void };
      value: In;
      response: { read(reader: Reader): Out };
    },
  ): Promise<Out> {
    const body = new Writer();
    request.write(body, value);
    return response.read((await this.#send(code, { body, path: value.path })).body);
  }

  async #send(code: number, question: { body: Writer; path: string | null }): Promise<Answer> {
    const { juteMaxBufferBytes } = this.#host.settings;
    const { length } = question.body;
    if (length > juteMaxBufferBytes) throw new RequestLengthError(length, juteMaxBufferBytes);
    return await ask(this.#asker, { code, cxid: 0, ...question });
  }
}

/** A request longer than a client of the socket could send. */
export class RequestLengthError extends Error {
  override name = "RequestLengthError";

  constructor(lengthBytes: number, juteMaxBufferBytes: number) {
    super(
      `Cannot take a request of ${lengthBytes} bytes: ${juteMaxBufferBytes} are allowed ` +
        "(jute.maxbuffer)",
    );
  }
}
