/**
 * A session of the process itself: the broker's own voice in the tree. It asks for the same
 * operations through the same pipeline as any client, without a socket. Access lists do not bind
 * it, it does not expire while the process lives, and what is left of it in the log after a crash
 * ends before the server takes its first request again.
 *
 * @module
 */
import type { Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import type { Caller } from "../operations/operation.ts";
import type { Id, Stat } from "../protocol/data_records.ts";
import { CreateMode } from "../protocol/create_mode.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { record } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import * as requests from "../protocol/request_records.ts";
import * as responses from "../protocol/response_records.ts";
import { OPEN_ACL_UNSAFE, SUPER_ID } from "../tree/acl.ts";
import type { Session } from "../tree/session.ts";
import type {
  CreateOptions,
  LocalOp,
  LocalOpResult,
  TreeSession,
  WatchCallback,
} from "../tree/tree_session.ts";
import type { WatchedEvent, Watcher, Watches } from "../tree/watch.ts";
import { WatchMode } from "../tree/watch_table.ts";
import { ask, type Asker, type Question } from "./inner_request.ts";
import { readMultiResults, writeMultiOps } from "./local_multi.ts";
import { LocalWatches } from "./local_watches.ts";
import type { Request } from "./request.ts";

const Nothing = record("nothing", {});

/** What a local session needs of its server. */
export interface LocalSessionHost {
  readonly watches: Watches;
  submit(request: Request): void;
  /** Told what a watch callback throws. */
  callbackFailed(error: unknown): void;
}

/** The process's own session; what its methods do stands in TreeSession. */
export class LocalSession implements TreeSession, Caller, Watcher {
  readonly authIds: readonly Id[] = [SUPER_ID];
  readonly #session: Session;
  readonly #host: LocalSessionHost;
  readonly #watches: LocalWatches;
  readonly #asker: Asker;
  #cxid = 0;

  constructor(session: Session, host: LocalSessionHost) {
    this.#session = session;
    this.#host = host;
    this.#watches = new LocalWatches((error) => host.callbackFailed(error));
    const submit = (request: Request) => host.submit(request);
    this.#asker = { session, caller: this, usesReserve: true, submit };
  }

  get sessionId(): bigint {
    return this.#session.id;
  }

  get watcher(): Watcher {
    return this;
  }

  addAuthId(): void {}

  process(event: WatchedEvent): void {
    this.#watches.dispatch(event);
  }

  async create(path: string, options: CreateOptions = {}): Promise<{ path: string; stat: Stat }> {
    const { data = null, acl = OPEN_ACL_UNSAFE, mode = CreateMode.PERSISTENT } = options;
    const code = mode === CreateMode.CONTAINER ? OpCode.createContainer : OpCode.create2;
    const created = await this.#ask(code, {
      request: requests.CreateRequest,
      value: { path, data, acl, flags: mode },
      response: responses.Create2Response,
    });
    return { path: created.path ?? path, stat: created.stat };
  }

  async delete(path: string, { version = -1 }: { version?: number } = {}): Promise<void> {
    const value = { path, version };
    await this.#ask(OpCode.delete, { request: requests.DeleteRequest, value, response: Nothing });
  }

  async exists(
    path: string,
    { watch }: { watch?: WatchCallback } = {},
  ): Promise<Stat | null> {
    const watched = watch && (() => this.#watches.addData(path, watch));
    try {
      const { stat } = await this.#ask(OpCode.exists, {
        request: requests.ExistsRequest,
        value: { path, watch: watch !== undefined },
        response: responses.ExistsResponse,
        answered: watched,
        isAnswer: (err) => err === ErrorCode.OK || err === ErrorCode.NONODE,
      });
      return stat;
    } catch (error) {
      if (error instanceof KeeperError && error.code === ErrorCode.NONODE) return null;
      throw error;
    }
  }

  async getData(
    path: string,
    { watch }: { watch?: WatchCallback } = {},
  ): Promise<{ data: Uint8Array | null; stat: Stat }> {
    return await this.#ask(OpCode.getData, {
      request: requests.GetDataRequest,
      value: { path, watch: watch !== undefined },
      response: responses.GetDataResponse,
      answered: watch && (() => this.#watches.addData(path, watch)),
    });
  }

  async setData(
    path: string,
    { data, version = -1 }: { data: Uint8Array | null; version?: number },
  ): Promise<Stat> {
    const { stat } = await this.#ask(OpCode.setData, {
      request: requests.SetDataRequest,
      value: { path, data, version },
      response: responses.SetDataResponse,
    });
    return stat;
  }

  async getChildren(
    path: string,
    { watch }: { watch?: WatchCallback } = {},
  ): Promise<{ children: string[]; stat: Stat }> {
    const { children, stat } = await this.#ask(OpCode.getChildren2, {
      request: requests.GetChildren2Request,
      value: { path, watch: watch !== undefined },
      response: responses.GetChildren2Response,
      answered: watch && (() => this.#watches.addChildren(path, watch)),
    });
    return { children: (children ?? []).map((name) => name ?? ""), stat };
  }

  /** As in TreeSession; what it rejects with is a MultiError, which has the refused one's index. */
  async multi(ops: readonly LocalOp[]): Promise<LocalOpResult[]> {
    const body = new Writer();
    writeMultiOps(body, ops);
    const reader = await this.#send(OpCode.multi, { body, path: null });
    return readMultiResults(reader, ops);
  }

  async sync(path: string): Promise<void> {
    const { SyncRequest } = requests;
    const { SyncResponse } = responses;
    await this.#ask(OpCode.sync, { request: SyncRequest, value: { path }, response: SyncResponse });
  }

  onChange(path: string, callback: WatchCallback): () => void {
    const watch = { watcher: this, mode: WatchMode.PERSISTENT_RECURSIVE };
    this.#host.watches.addPersistent(path, watch);
    this.#watches.addRecursive(path, callback);
    return () => {
      if (this.#watches.removeRecursive(path, callback)) {
        this.#host.watches.data.remove(path, watch);
      }
    };
  }

  async close(): Promise<void> {
    await this.#send(OpCode.closeSession, { body: new Writer(), path: null });
    this.#watches.clear();
  }

  async #ask<In extends { readonly path: string | null }, Out>(code: number, question: {
    request: { write(writer: Writer, value: In): void };
    value: In;
    response: { read(reader: Reader): Out };
    answered?: (() => void) | undefined;
    isAnswer?: (err: number) => boolean;
  }): Promise<Out> {
    const { request, value, response, answered, isAnswer } = question;
    const body = new Writer();
    request.write(body, value);
    const reader = await this.#send(code, { body, path: value.path, answered, isAnswer });
    return response.read(reader);
  }

  /** Sends a request. `answered` is called in the same turn as the reply, before any event. */
  async #send(code: number, question: Omit<Question, "code" | "cxid">): Promise<Reader> {
    this.#cxid = (this.#cxid + 1) | 0;
    const answer = await ask(this.#asker, { code, cxid: this.#cxid, ...question });
    return answer.body;
  }
}
