/**
 * A session with a ZooKeeper ensemble: connects to one of its servers, keeps the session alive by
 * pings, connects again with the same session when the connection is lost, and sets the watches
 * again.
 *
 * | state        | what happens                                | next                             |
 * |--------------|---------------------------------------------|----------------------------------|
 * | connecting   | one server after the other is tried         | connected, expired               |
 * | connected    | requests and replies, in order              | connecting, closed, auth failed  |
 * | auth failed  | the server refused who the session is       |                                  |
 * | expired      | the server has forgotten the session        |                                  |
 * | closed       | closeSession was sent                       |                                  |
 *
 * @module
 */

import { MalformedError, Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import type { Timer } from "../../io/clock.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { Codec } from "../protocol/jute.ts";
import { OpCode } from "../protocol/op_code.ts";
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
import type { SessionOptions } from "./session_options.ts";
import { setWatchesRequest } from "./set_watches.ts";
import { WaitingRequests } from "./waiting_requests.ts";
import { WatchRegistry } from "./watch_registry.ts";
import { KeeperState, nameOf, type WatchedEvent, WatchEventType } from "./watched_event.ts";

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

/** Who a session says it is. */
interface Authentication {
  readonly scheme: string;
  readonly auth: Uint8Array | null;
}

const PASSWORD_BYTES = 16;
const RECONNECT_PAUSE_MS = 1000;
const PENDING_MAX = 10_000;

/** One session. */
export class Session {
  readonly watches = new WatchRegistry();
  readonly #connectString: ConnectString;
  readonly #options: SessionOptions;
  #state: "connecting" | "connected" | "expired" | "closed" | "auth failed" = "connecting";
  #isReadOnly = false;
  #link: PacketLink | null = null;
  #sessionId = 0n;
  #password: Uint8Array = new Uint8Array(PASSWORD_BYTES);
  #timeoutMs: number;
  #lastZxid = 0n;
  #xid = 0;
  #server = 0;
  #pending: Pending[] = [];
  /** Requests that wait for a connection. */
  readonly #waiting = new WaitingRequests();
  #failedAttempts = 0;
  #pingTimer: Timer | null = null;
  #deadTimer: Timer | null = null;
  #retryTimer: Timer | null = null;
  #onConnect: { resolve: () => void; reject: (error: unknown) => void } | null = null;
  readonly #authentications: Authentication[] = [];

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
    return this.#state !== "connecting" && this.#state !== "connected";
  }

  get isConnected(): boolean {
    return this.#state === "connected";
  }

  /** ZooKeeper's name of the state, as prompts show it. */
  get stateName(): string {
    if (this.#state === "connected") return this.#isReadOnly ? "CONNECTEDREADONLY" : "CONNECTED";
    if (this.#state === "connecting") return "CONNECTING";
    return this.#state === "auth failed" ? "AUTH_FAILED" : "CLOSED";
  }

  /** Begins to connect, and goes on trying until it is closed. */
  start(): void {
    void this.#reconnect();
  }

  /**
   * Connects for the first time, to the first server that answers.
   *
   * @throws {KeeperError} CONNECTIONLOSS where none does
   */
  async open(): Promise<void> {
    for (const _ of this.#connectString.servers) {
      const error = await this.#connect().then(() => null, (reason) => reason);
      if (error === null) return;
      this.#trouble(error);
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
  async addAuth(scheme: string, auth: Uint8Array | null): Promise<void> {
    if (this.#state === "connected") await this.#authenticate({ scheme, auth });
    else if (this.isClosed) throw new KeeperError(ErrorCode.CONNECTIONLOSS);
    this.#authentications.push({ scheme, auth });
  }

  /** Tells the owner of an event that this side made. */
  tell(event: WatchedEvent): void {
    this.#emit(event);
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

  #end(state: "closed" | "expired" | "auth failed"): void {
    this.#state = state;
    for (const timer of [this.#pingTimer, this.#deadTimer, this.#retryTimer]) timer?.cancel();
    this.#failPending(failureOf(state));
    this.#waiting.fail(failureOf(state));
    this.#link?.close();
  }

  async #exchange(request: SessionRequest): Promise<Reader> {
    if (this.#state === "connecting" && this.#options.whileConnecting === "wait") {
      await this.#waiting.wait(request.path);
    }
    const { type, path, write } = request;
    return await new Promise((resolve, reject) => {
      if (this.#state !== "connected" || this.#pending.length >= PENDING_MAX) {
        throw new KeeperError(failureOf(this.#state), path);
      }
      this.#xid = (this.#xid % 0x7fffffff) + 1;
      this.#pending.push({ xid: this.#xid, path, resolve, reject });
      this.#send({ xid: this.#xid, type, write });
    });
  }

  #authenticate({ scheme, auth }: Authentication): Promise<Reader> {
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
    if (this.isClosed) {
      // Meanwhile: a session that began now would be nobody's.
      link.close();
      throw new KeeperError(ErrorCode.CONNECTIONLOSS);
    }
    this.#link = link;
    const writer = new Writer();
    ConnectRequest.write(writer, {
      protocolVersion: 0,
      lastZxidSeen: this.#lastZxid,
      timeOut: this.#options.sessionTimeoutMs,
      sessionId: this.#sessionId,
      passwd: this.#password,
      readOnly: this.#options.readOnly ?? false,
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
    const { timeOut, sessionId, passwd, readOnly } = ConnectResponse.read(reader);
    if (timeOut <= 0) {
      this.#end("expired");
      this.#emit({ type: "None", state: "Expired", path: null });
      waiting?.reject(new KeeperError(ErrorCode.SESSIONEXPIRED));
      return;
    }
    this.#state = "connected";
    this.#isReadOnly = readOnly;
    this.#failedAttempts = 0;
    this.#timeoutMs = timeOut;
    this.#sessionId = sessionId;
    this.#password = (passwd ?? new Uint8Array(PASSWORD_BYTES)).slice();
    this.#schedulePing();
    const state = readOnly ? "ConnectedReadOnly" : "SyncConnected";
    this.#emit({ type: "None", state, path: null });
    for (const authentication of this.#authentications) {
      this.#authenticate(authentication).catch((error) => this.#trouble(error));
    }
    if (!this.watches.isEmpty) {
      this.#send({ xid: SET_WATCHES_XID, ...setWatchesRequest(this.watches, this.#lastZxid) });
    }
    waiting?.resolve();
    this.#waiting.release();
  }

  #takeReply(reader: Reader): void {
    const { xid, zxid, err } = ReplyHeader.read(reader);
    if (zxid > 0n) this.#lastZxid = zxid;
    if (xid === PING_XID || xid === SET_WATCHES_XID) return;
    if (xid === NOTIFICATION_XID) return this.#takeEvent(reader, zxid);
    // Authentication is answered at once, before requests that came earlier.
    const index = xid === AUTH_XID ? this.#pending.findIndex((each) => each.xid === xid) : 0;
    const [pending] = index < 0 ? [] : this.#pending.splice(index, 1);
    if (pending === undefined || pending.xid !== xid) {
      throw new MalformedError(`Cannot match reply ${xid} to request ${pending?.xid ?? "none"}`);
    }
    if (err === ErrorCode.OK) pending.resolve(reader);
    else pending.reject(new KeeperError(err, pending.path));
    if (xid === AUTH_XID && err !== ErrorCode.OK) {
      this.#end("auth failed");
      this.#emit({ type: "None", state: "AuthFailed", path: null });
    }
  }

  #takeEvent(reader: Reader, zxid: bigint): void {
    const event = WatcherEvent.read(reader);
    const type = nameOf(WatchEventType, event.type, "None");
    if (event.path !== null) this.watches.fired(type, event.path);
    this.#emit({
      type,
      state: nameOf(KeeperState, event.state, "SyncConnected"),
      path: event.path,
      zxid,
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
      if (this.isClosed) return;
      this.#trouble(error);
      this.#failedAttempts += 1;
      // Each server has its turn before those who wait are told that there is none.
      const { length } = this.#connectString.servers;
      if (this.#failedAttempts % length !== 0) return void this.#reconnect();
      this.#waiting.fail(ErrorCode.CONNECTIONLOSS);
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

/** What requests fail with in a state. */
function failureOf(state: string): number {
  if (state === "expired") return ErrorCode.SESSIONEXPIRED;
  return state === "auth failed" ? ErrorCode.AUTHFAILED : ErrorCode.CONNECTIONLOSS;
}
