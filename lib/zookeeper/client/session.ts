/**
 * A session with a ZooKeeper ensemble: connects to one of its servers, keeps the session alive by
 * pings, connects again with the same session when the connection is lost, and sets the watches
 * again.
 *
 * | state        | what happens                                | next                             |
 * |--------------|---------------------------------------------|----------------------------------|
 * | connecting   | one server after the other is tried         | connected, expired               |
 * | connected    | requests and replies, in order              | connecting, closed               |
 * | expired      | the server has forgotten the session        |                                  |
 * | closed       | closeSession was sent                       |                                  |
 *
 * @module
 */

import { MalformedError, Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import type { Clock, Timer } from "../../io/clock.ts";
import type { Network } from "../../io/socket.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { Codec } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
import { SetWatches } from "../protocol/request_records.ts";
import {
  AUTH_XID,
  AuthPacket,
  ConnectRequest,
  ConnectResponse,
  NOTIFICATION_XID,
  PING_XID,
  ReplyHeader,
  RequestHeader,
  SET_WATCHES_XID,
  WatcherEvent,
} from "../protocol/session_records.ts";
import type { ConnectString } from "./connect_string.ts";
import { PacketLink } from "./packet_link.ts";
import { WatchRegistry } from "./watch_registry.ts";
import { KeeperState, nameOf, type WatchedEvent, WatchEventType } from "./watched_event.ts";

/** What a session is given. */
export interface SessionOptions {
  readonly network: Network;
  readonly clock: Clock;
  /** How long the server keeps the session without hearing of it, in ms. */
  readonly sessionTimeoutMs: number;
  readonly onEvent: (event: WatchedEvent) => void;
  /** Told why a server cannot be reached, or why the connection was lost. */
  readonly onTrouble: (text: string) => void;
}

/** A request that waits for its reply. */
interface Pending {
  readonly xid: number;
  readonly path: string | null;
  resolve(reader: Reader): void;
  reject(error: unknown): void;
}

/** A request: what to do, to which znode, with which body. */
export interface SessionRequest {
  readonly type: number;
  /** For errors. */
  readonly path: string | null;
  readonly write: (writer: Writer) => void;
}

const PASSWORD_BYTES = 16;
const RECONNECT_PAUSE_MS = 1000;
const PENDING_MAX = 10_000;

/** One session. */
export class Session {
  readonly watches = new WatchRegistry();
  readonly #connectString: ConnectString;
  readonly #options: SessionOptions;
  #state: "connecting" | "connected" | "expired" | "closed" = "connecting";
  #link: PacketLink | null = null;
  #sessionId = 0n;
  #password: Uint8Array = new Uint8Array(PASSWORD_BYTES);
  #timeoutMs: number;
  #lastZxid = 0n;
  #xid = 0;
  #server = 0;
  #pending: Pending[] = [];
  #pingTimer: Timer | null = null;
  #deadTimer: Timer | null = null;
  #retryTimer: Timer | null = null;
  #onConnect: { resolve: () => void; reject: (error: unknown) => void } | null = null;
  readonly #authentications: { scheme: string; auth: Uint8Array }[] = [];

  constructor(connectString: ConnectString, options: SessionOptions) {
    this.#connectString = connectString;
    this.#options = options;
    this.#timeoutMs = options.sessionTimeoutMs;
  }

  get sessionId(): bigint {
    return this.#sessionId;
  }

  /** What the server has agreed to, in ms. */
  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  get isClosed(): boolean {
    return this.#state === "closed" || this.#state === "expired";
  }

  /**
   * Connects for the first time, to the first server that answers.
   *
   * @throws {KeeperError} CONNECTIONLOSS where none does
   */
  async open(): Promise<void> {
    for (const _ of this.#connectString.servers) {
      try {
        return await this.#connect();
      } catch (error) {
        this.#trouble(error);
      }
    }
    this.#state = "closed";
    throw new KeeperError(ErrorCode.CONNECTIONLOSS);
  }

  /**
   * Sends a request and reads its reply's body.
   *
   * @throws {KeeperError} the server's error; CONNECTIONLOSS where the connection is lost meanwhile
   */
  async request<Out>(request: SessionRequest, response: Codec<Out, never> | null): Promise<Out> {
    const reader = await this.#exchange(request);
    // Without a codec the reply has no body, and `Out` is void.
    return response === null ? undefined as Out : response.read(reader);
  }

  /** Adds an identity to the session, now and after each reconnect. */
  async addAuth(scheme: string, auth: Uint8Array): Promise<void> {
    await this.#authenticate({ scheme, auth });
    this.#authentications.push({ scheme, auth });
  }

  /** Ends the session: its ephemeral znodes go at once. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    if (this.#state === "connected") {
      const request = { type: OpCode.closeSession, path: null, write: () => {/* no body */} };
      await this.#exchange(request).catch(() => {/* it ends by itself, later */});
    }
    this.#end("closed");
    this.#emit({ type: "None", state: "Closed", path: null });
  }

  #end(state: "closed" | "expired"): void {
    this.#state = state;
    for (const timer of [this.#pingTimer, this.#deadTimer, this.#retryTimer]) timer?.cancel();
    this.#link?.close();
    this.#failPending(state === "expired" ? ErrorCode.SESSIONEXPIRED : ErrorCode.CONNECTIONLOSS);
  }

  #exchange({ type, path, write }: SessionRequest): Promise<Reader> {
    return new Promise((resolve, reject) => {
      if (this.#state !== "connected" || this.#pending.length >= PENDING_MAX) {
        const expired = this.#state === "expired";
        throw new KeeperError(expired ? ErrorCode.SESSIONEXPIRED : ErrorCode.CONNECTIONLOSS, path);
      }
      this.#xid = (this.#xid % 0x7fffffff) + 1;
      this.#pending.push({ xid: this.#xid, path, resolve, reject });
      this.#send({ xid: this.#xid, type, write });
    });
  }

  #authenticate({ scheme, auth }: { scheme: string; auth: Uint8Array }): Promise<Reader> {
    return new Promise((resolve, reject) => {
      if (this.#state !== "connected") throw new KeeperError(ErrorCode.CONNECTIONLOSS);
      this.#pending.push({ xid: AUTH_XID, path: null, resolve, reject });
      this.#send({
        xid: AUTH_XID,
        type: OpCode.auth,
        write: (writer) => AuthPacket.write(writer, { type: 0, scheme, auth }),
      });
    });
  }

  #send({ xid, type, write }: { xid: number; type: number; write: (writer: Writer) => void }) {
    const writer = new Writer(1024);
    RequestHeader.write(writer, { xid, type });
    write(writer);
    this.#link?.send(writer.finish());
    this.#schedulePing();
  }

  async #connect(): Promise<void> {
    const { servers } = this.#connectString;
    const address = servers[this.#server++ % servers.length]!;
    const opened = new Promise<void>((resolve, reject) => this.#onConnect = { resolve, reject });
    // Nobody may wait for it when the link fails first.
    opened.catch(() => {/* told by the link's own failure */});
    const link = await PacketLink.open(address, {
      network: this.#options.network,
      connectTimeoutMs: this.#timeoutMs / servers.length,
      handlers: {
        packet: (packet) => this.#take(packet, link),
        closed: (reason) => this.#lost(reason),
      },
    });
    this.#link = link;
    const writer = new Writer();
    ConnectRequest.write(writer, {
      protocolVersion: 0,
      lastZxidSeen: this.#lastZxid,
      timeOut: this.#options.sessionTimeoutMs,
      sessionId: this.#sessionId,
      passwd: this.#password,
      readOnly: false,
    });
    link.send(writer.finish());
    this.#deadTimer?.cancel();
    this.#deadTimer = this.#options.clock.setTimer(this.#timeoutMs, () => link.close());
    await opened;
  }

  #take(packet: Uint8Array, link: PacketLink): void {
    this.#heard(link);
    try {
      const reader = new Reader(packet);
      if (this.#onConnect !== null) this.#takeConnectResponse(reader);
      else this.#takeReply(reader);
    } catch (error) {
      this.#options.onTrouble(error instanceof Error ? error.message : String(error));
      link.close();
    }
  }

  #takeConnectResponse(reader: Reader): void {
    const waiting = this.#onConnect;
    this.#onConnect = null;
    const { timeOut, sessionId, passwd } = ConnectResponse.read(reader);
    if (timeOut <= 0) {
      this.#end("expired");
      this.#emit({ type: "None", state: "Expired", path: null });
      waiting?.reject(new KeeperError(ErrorCode.SESSIONEXPIRED));
      return;
    }
    this.#state = "connected";
    this.#timeoutMs = timeOut;
    this.#sessionId = sessionId;
    this.#password = (passwd ?? new Uint8Array(PASSWORD_BYTES)).slice();
    this.#schedulePing();
    this.#emit({ type: "None", state: "SyncConnected", path: null });
    for (const authentication of this.#authentications) {
      this.#authenticate(authentication).catch((error) => this.#trouble(error));
    }
    if (!this.watches.isEmpty) this.#setWatches();
    waiting?.resolve();
  }

  #takeReply(reader: Reader): void {
    const { xid, zxid, err } = ReplyHeader.read(reader);
    if (zxid > 0n) this.#lastZxid = zxid;
    if (xid === PING_XID || xid === SET_WATCHES_XID) return;
    if (xid === NOTIFICATION_XID) return this.#takeEvent(reader);
    // Authentication is answered at once, before requests that came earlier.
    const index = xid === AUTH_XID ? this.#pending.findIndex((each) => each.xid === xid) : 0;
    const [pending] = index < 0 ? [] : this.#pending.splice(index, 1);
    if (pending === undefined || pending.xid !== xid) {
      throw new MalformedError(`Cannot match reply ${xid} to request ${pending?.xid ?? "none"}`);
    }
    if (err === ErrorCode.OK) pending.resolve(reader);
    else pending.reject(new KeeperError(err, pending.path));
    if (xid === AUTH_XID && err !== ErrorCode.OK) {
      this.#emit({ type: "None", state: "AuthFailed", path: null });
    }
  }

  #takeEvent(reader: Reader): void {
    const event = WatcherEvent.read(reader);
    const type = nameOf(WatchEventType, event.type, "None");
    if (event.path !== null) this.watches.fired(type, event.path);
    this.#emit({
      type,
      state: nameOf(KeeperState, event.state, "SyncConnected"),
      path: event.path,
    });
  }

  #setWatches(): void {
    this.#send({
      xid: SET_WATCHES_XID,
      type: OpCode.setWatches,
      write: (writer) =>
        SetWatches.write(writer, {
          relativeZxid: this.#lastZxid,
          dataWatches: this.watches.paths("data"),
          existWatches: this.watches.paths("exist"),
          childWatches: this.watches.paths("child"),
        }),
    });
  }

  #lost(reason: string): void {
    this.#onConnect?.reject(new KeeperError(ErrorCode.CONNECTIONLOSS));
    this.#onConnect = null;
    this.#link = null;
    this.#pingTimer?.cancel();
    this.#deadTimer?.cancel();
    this.#failPending(ErrorCode.CONNECTIONLOSS);
    if (this.#state !== "connected") return;
    this.#state = "connecting";
    this.#options.onTrouble(`Lost the connection: ${reason}`);
    this.#emit({ type: "None", state: "Disconnected", path: null });
    this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    if (this.#state !== "connecting") return;
    try {
      await this.#connect();
    } catch (error) {
      this.#trouble(error);
      if (this.#state !== "connecting") return;
      const retry = () => void this.#reconnect();
      this.#retryTimer = this.#options.clock.setTimer(RECONNECT_PAUSE_MS, retry);
    }
  }

  #failPending(code: number): void {
    for (const { path, reject } of this.#pending.splice(0)) reject(new KeeperError(code, path));
  }

  /** The server is alive; two thirds of the timeout without a word from it is too long. */
  #heard(link: PacketLink): void {
    this.#deadTimer?.cancel();
    const silenceMsMax = this.#timeoutMs * 2 / 3;
    this.#deadTimer = this.#options.clock.setTimer(silenceMsMax, () => link.close());
  }

  #schedulePing(): void {
    this.#pingTimer?.cancel();
    if (this.#state !== "connected") return;
    this.#pingTimer = this.#options.clock.setTimer(
      this.#timeoutMs / 3,
      () => this.#send({ xid: PING_XID, type: OpCode.ping, write: () => {/* no body */} }),
    );
  }

  #emit(event: WatchedEvent): void {
    this.#options.onEvent(event);
  }

  #trouble(error: unknown): void {
    this.#options.onTrouble(error instanceof Error ? error.message : String(error));
  }
}
