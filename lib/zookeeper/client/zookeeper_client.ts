/**
 * A ZooKeeper client: the operations on znodes, over one session, under a chroot.
 *
 * @module
 */

import type { ACL, ClientInfo, Stat } from "../protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { Codec, Decoded } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import * as requests from "../protocol/request_records.ts";
import * as responses from "../protocol/response_records.ts";
import { parseConnectString } from "./connect_string.ts";
import { Session } from "./session.ts";
import type { SessionOptions } from "./session_options.ts";
import type { WatcherType } from "./watch_registry.ts";
import type { WatchedEvent } from "./watched_event.ts";

/** What a znode is to be; the numbers are ZooKeeper's flags. */
export const CreateMode = {
  PERSISTENT: 0,
  EPHEMERAL: 1,
  PERSISTENT_SEQUENTIAL: 2,
  EPHEMERAL_SEQUENTIAL: 3,
  CONTAINER: 4,
  PERSISTENT_WITH_TTL: 5,
  PERSISTENT_SEQUENTIAL_WITH_TTL: 6,
} as const;
export type CreateMode = typeof CreateMode[keyof typeof CreateMode];

/** What an added watch covers: the znode, or everything under it (ZOOKEEPER-1416). */
export const AddWatchMode = { PERSISTENT: 0, PERSISTENT_RECURSIVE: 1 } as const;
export type AddWatchMode = typeof AddWatchMode[keyof typeof AddWatchMode];

/** Any version of a znode. */
export const ANY_VERSION = -1;

/** Where the ensemble's members stand. */
const CONFIG_PATH = "/zookeeper/config";

/** Of a multi of deletes: the first error, or OK. */
const MULTI_DELETE_RESPONSE: Codec<{ err: number }, never> = {
  bytesMin: 9,
  read(reader) {
    let first: number = ErrorCode.OK;
    for (;;) {
      const { type, done, err } = requests.MultiHeader.read(reader);
      if (done) return { err: first };
      if (type === OpCode.error) responses.ErrorResponse.read(reader);
      if (first === ErrorCode.OK && err !== ErrorCode.RUNTIMEINCONSISTENCY) first = err;
    }
  },
  write() {/* only servers do */},
};

/** Whether an operation also sets a watch. */
export interface WatchOption {
  readonly watch?: "watch" | "no watch";
}

/** A client. Make it with {@linkcode ZooKeeperClient.connect}. */
export class ZooKeeperClient {
  readonly #session: Session;
  readonly #chroot: string;

  private constructor(session: Session, chroot: string) {
    this.#session = session;
    this.#chroot = chroot;
  }

  /**
   * Opens a session.
   *
   * @param connectString `host:port,host:port/chroot`
   * @throws {RangeError} where it cannot be read
   * @throws {KeeperError} CONNECTIONLOSS where no server answers
   */
  static async connect(connectString: string, options: SessionOptions): Promise<ZooKeeperClient> {
    const client = ZooKeeperClient.#make(connectString, options);
    await client.#session.open();
    return client;
  }

  /**
   * Begins to connect; requests wait until it is connected, and fail where no server answers.
   *
   * @param connectString `host:port,host:port/chroot`
   * @throws {RangeError} where it cannot be read
   */
  static start(connectString: string, options: SessionOptions): ZooKeeperClient {
    const client = ZooKeeperClient.#make(connectString, { ...options, whileConnecting: "wait" });
    client.#session.start();
    return client;
  }

  static #make(connectString: string, options: SessionOptions): ZooKeeperClient {
    const parsed = parseConnectString(connectString);
    const onEvent = (event: WatchedEvent) => {
      const path = event.path === null ? null : withoutChroot(event.path, parsed.chroot);
      options.onEvent({ ...event, path });
    };
    const session = new Session(parsed, { ...options, onEvent });
    return new ZooKeeperClient(session, parsed.chroot);
  }

  /** ZooKeeper's name of the session's state, as prompts show it. */
  get stateName(): string {
    return this.#session.stateName;
  }

  get sessionId(): bigint {
    return this.#session.sessionId;
  }

  /** True when the session has ended. */
  get isClosed(): boolean {
    return this.#session.isClosed;
  }

  async getChildren(
    path: string,
    options: WatchOption = {},
  ): Promise<{ children: string[]; stat: Stat }> {
    const body = { path: this.#full(path), watch: options.watch === "watch" };
    const { children, stat } = await this.#session.request({
      type: OpCode.getChildren2,
      path,
      write: (writer) => requests.GetChildren2Request.write(writer, body),
    }, responses.GetChildren2Response);
    if (body.watch) this.#session.watches.add("child", body.path);
    return { children: (children ?? []).flatMap((name) => name ?? []), stat };
  }

  async getData(
    path: string,
    options: WatchOption = {},
  ): Promise<{ data: Uint8Array | null; stat: Stat }> {
    return await this.#dataAt(this.#full(path), { path, ...options });
  }

  /** The znode's stat, null where it does not exist; a watch is set either way. */
  async exists(path: string, options: WatchOption = {}): Promise<Stat | null> {
    const body = { path: this.#full(path), watch: options.watch === "watch" };
    try {
      const { stat } = await this.#session.request({
        type: OpCode.exists,
        path,
        write: (writer) => requests.ExistsRequest.write(writer, body),
      }, responses.ExistsResponse);
      if (body.watch) this.#session.watches.add("data", body.path);
      return stat;
    } catch (error) {
      if (!(error instanceof KeeperError) || error.code !== ErrorCode.NONODE) throw error;
      if (body.watch) this.#session.watches.add("exist", body.path);
      return null;
    }
  }

  /**
   * Creates a znode and returns its path, which a sequential one gets from the server.
   *
   * @param options `ttlMs`: for the modes with a time to live
   */
  async create(
    path: string,
    data: Uint8Array | null,
    options: { acl: readonly ACL[]; mode?: CreateMode; ttlMs?: number },
  ): Promise<string> {
    const flags = options.mode ?? CreateMode.PERSISTENT;
    const body = { path: this.#full(path), data, acl: options.acl, flags };
    const withTtl = flags >= CreateMode.PERSISTENT_WITH_TTL;
    const type = withTtl
      ? OpCode.createTTL
      : flags === CreateMode.CONTAINER
      ? OpCode.createContainer
      : OpCode.create;
    const created = await this.#session.request({
      type,
      path,
      write: (writer) =>
        withTtl
          ? requests.CreateTTLRequest.write(writer, { ...body, ttl: options.ttlMs ?? 0 })
          : requests.CreateRequest.write(writer, body),
    }, responses.CreateResponse);
    return withoutChroot(created.path ?? path, this.#chroot);
  }

  async setData(path: string, data: Uint8Array | null, version = ANY_VERSION): Promise<Stat> {
    const body = { path: this.#full(path), data, version };
    const { stat } = await this.#session.request({
      type: OpCode.setData,
      path,
      write: (writer) => requests.SetDataRequest.write(writer, body),
    }, responses.SetDataResponse);
    return stat;
  }

  async delete(path: string, version = ANY_VERSION): Promise<void> {
    const body = { path: this.#full(path), version };
    await this.#session.request<void>({
      type: OpCode.delete,
      path,
      write: (writer) => requests.DeleteRequest.write(writer, body),
    }, null);
  }

  async getAcl(path: string): Promise<{ acl: ACL[]; stat: Stat }> {
    const { acl, stat } = await this.#session.request({
      type: OpCode.getACL,
      path,
      write: (writer) => requests.GetACLRequest.write(writer, { path: this.#full(path) }),
    }, responses.GetACLResponse);
    return { acl: acl ?? [], stat };
  }

  /** @param version of the list, not of the data */
  async setAcl(path: string, acl: readonly ACL[], version = ANY_VERSION): Promise<Stat> {
    const body = { path: this.#full(path), acl, version };
    const { stat } = await this.#session.request({
      type: OpCode.setACL,
      path,
      write: (writer) => requests.SetACLRequest.write(writer, body),
    }, responses.SetACLResponse);
    return stat;
  }

  /** Waits until the server has seen everything that was committed before. */
  async sync(path: string): Promise<void> {
    await this.#session.request({
      type: OpCode.sync,
      path,
      write: (writer) => requests.SyncRequest.write(writer, { path: this.#full(path) }),
    }, responses.SyncResponse);
  }

  /** Adds an identity to the session, `user:password` for the digest scheme. */
  async addAuth(scheme: string, auth: Uint8Array | null): Promise<void> {
    await this.#session.addAuth(scheme, auth);
  }

  async addWatch(path: string, mode: AddWatchMode): Promise<void> {
    const body = { path: this.#full(path), mode };
    await this.#session.request<void>({
      type: OpCode.addWatch,
      path,
      write: (writer) => requests.AddWatchRequest.write(writer, body),
    }, null);
    const kind = mode === AddWatchMode.PERSISTENT ? "persistent" : "persistentRecursive";
    this.#session.watches.add(kind, body.path);
  }

  /**
   * Removes the session's watches on a path.
   *
   * @param options.local also where there is no connection: the server forgets them by itself
   * @throws {KeeperError} NOWATCHER where there are none
   */
  async removeWatches(
    path: string,
    { type, local }: { type: WatcherType; local: boolean },
  ): Promise<void> {
    const body = { path: this.#full(path), type };
    const { watches } = this.#session;
    if (!watches.has(body.path, type)) throw new KeeperError(ErrorCode.NOWATCHER, path);
    try {
      await this.#session.request<void>({
        type: OpCode.removeWatches,
        path,
        write: (writer) => requests.RemoveWatchesRequest.write(writer, body),
      }, null);
    } catch (error) {
      if (!local) throw error;
    }
    const state = this.#session.isConnected ? "SyncConnected" : "Disconnected";
    for (const event of watches.remove(body.path, type)) {
      this.#session.tell({ type: event, state, path: body.path });
    }
  }

  /**
   * Deletes znodes as one: all of them, in the order given, or none.
   *
   * @throws {KeeperError} the error of the first that cannot be deleted
   */
  async deleteAll(paths: readonly string[]): Promise<void> {
    const { err } = await this.#session.request({
      type: OpCode.multi,
      path: null,
      write: (writer) => {
        for (const path of paths) {
          const body = { path: this.#full(path), version: ANY_VERSION };
          requests.MultiHeader.write(writer, { type: OpCode.delete, done: false, err: -1 });
          requests.DeleteRequest.write(writer, body);
        }
        requests.MultiHeader.write(writer, { type: -1, done: true, err: -1 });
      },
    }, MULTI_DELETE_RESPONSE);
    if (err !== ErrorCode.OK) throw new KeeperError(err);
  }

  /** The ensemble's members, which are outside of any chroot. */
  async getConfig(options: WatchOption = {}): Promise<{ data: Uint8Array | null; stat: Stat }> {
    return await this.#dataAt(CONFIG_PATH, { path: CONFIG_PATH, ...options });
  }

  /** Changes the ensemble's members; each list as ZooKeeper writes it, null for none. */
  async reconfigure(
    change: {
      joiningServers: string | null;
      leavingServers: string | null;
      newMembers: string | null;
      curConfigId: number;
    },
  ): Promise<{ data: Uint8Array | null; stat: Stat }> {
    return await this.#session.request({
      type: OpCode.reconfig,
      path: null,
      write: (writer) => requests.ReconfigRequest.write(writer, change),
    }, responses.GetDataResponse);
  }

  /** The session's ephemeral znodes under a path. */
  async getEphemerals(prefixPath: string): Promise<string[]> {
    const body = { prefixPath: this.#full(prefixPath) };
    const { ephemerals } = await this.#session.request({
      type: OpCode.getEphemerals,
      path: prefixPath,
      write: (writer) => requests.GetEphemeralsRequest.write(writer, body),
    }, responses.GetEphemeralsResponse);
    return (ephemerals ?? []).flatMap((path) =>
      path === null ? [] : [withoutChroot(path, this.#chroot)]
    );
  }

  /** How many znodes are under a path. */
  async getAllChildrenNumber(path: string): Promise<number> {
    const body = { path: this.#full(path) };
    const { totalNumber } = await this.#session.request({
      type: OpCode.getAllChildrenNumber,
      path,
      write: (writer) => requests.GetAllChildrenNumberRequest.write(writer, body),
    }, responses.GetAllChildrenNumberResponse);
    return totalNumber;
  }

  /** The session's identities. */
  async whoAmI(): Promise<Decoded<typeof ClientInfo>[]> {
    const { clientInfo } = await this.#session.request({
      type: OpCode.whoAmI,
      path: null,
      write: () => {/* no body */},
    }, responses.WhoAmIResponse);
    return clientInfo ?? [];
  }

  /** Ends the session. */
  async close(): Promise<void> {
    await this.#session.close();
  }

  /** @param options `path` is what a refusal names */
  async #dataAt(
    fullPath: string,
    { path, watch }: WatchOption & { path: string },
  ): Promise<{ data: Uint8Array | null; stat: Stat }> {
    const body = { path: fullPath, watch: watch === "watch" };
    const found = await this.#session.request({
      type: OpCode.getData,
      path,
      write: (writer) => requests.GetDataRequest.write(writer, body),
    }, responses.GetDataResponse);
    if (body.watch) this.#session.watches.add("data", body.path);
    return found;
  }

  #full(path: string): string {
    if (this.#chroot === "") return path;
    return path === "/" ? this.#chroot : this.#chroot + path;
  }
}

function withoutChroot(path: string, chroot: string): string {
  if (chroot === "" || !path.startsWith(chroot)) return path;
  return path === chroot ? "/" : path.slice(chroot.length);
}
