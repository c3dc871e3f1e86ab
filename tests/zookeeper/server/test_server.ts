/**
 * A coordinator with everything in memory, and clients that speak the protocol to it byte by byte.
 */
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import {
  CreateRequest,
  GetDataRequest,
  SetDataRequest,
} from "../../../lib/zookeeper/protocol/request_records.ts";
import {
  ConnectRequest,
  ConnectResponse,
  NOTIFICATION_XID,
  ReplyHeader,
  RequestHeader,
  WatcherEvent,
} from "../../../lib/zookeeper/protocol/session_records.ts";
import { MemoryTransactionLog } from "../../../lib/zookeeper/server/memory_transaction_log.ts";
import type { ServerSettings } from "../../../lib/zookeeper/server/settings.ts";
import {
  ZookeeperServer,
  type ZookeeperServerOptions,
} from "../../../lib/zookeeper/server/zookeeper_server.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { TestSocket } from "./test_socket.ts";

const TURNS_MAX = 1000;

/** Lets microtasks run until `condition` holds; fails where it never does. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    if (condition()) return;
    await Promise.resolve();
  }
  throw new Error("What was waited for did not happen");
}

/** Lets everything that can happen now happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

export interface TestReply {
  readonly xid: number;
  readonly zxid: number;
  readonly err: number;
  readonly body: Reader;
}

/** A client of the server under test. */
export class TestClient {
  readonly socket: TestSocket;
  sessionId = 0n;
  password: Uint8Array = new Uint8Array(16);
  timeoutMs = 0;
  /** Everything that came, in order: `xid err` of replies, `event type path` of watch events. */
  readonly log: string[] = [];
  readonly replies: TestReply[] = [];
  #rest: Uint8Array = new Uint8Array(0);
  #isConnected = false;
  #xid = 0;

  constructor(socket: TestSocket) {
    this.socket = socket;
  }

  /** Sends bytes as they are. */
  sendBytes(bytes: Uint8Array): void {
    this.socket.handlers?.data(bytes);
  }

  sendFrame(write: (writer: Writer) => void): void {
    this.sendBytes(frame(write));
  }

  /** Sends a request and returns its xid. */
  send<In>(
    type: number,
    request: { write(writer: Writer, value: In): void },
    value: In,
    xid = ++this.#xid,
  ): number {
    this.sendFrame((writer) => {
      RequestHeader.write(writer, { xid, type });
      request.write(writer, value);
    });
    return xid;
  }

  sendConnect(options: { timeoutMs?: number; lastZxidSeen?: number; readOnly?: boolean } = {}) {
    this.sendFrame((writer) =>
      ConnectRequest.write(writer, {
        protocolVersion: 0,
        lastZxidSeen: options.lastZxidSeen ?? 0,
        timeOut: options.timeoutMs ?? 6000,
        sessionId: this.sessionId,
        passwd: this.password,
        readOnly: options.readOnly ?? false,
      })
    );
  }

  sendCreate(path: string, flags = 0): number {
    const value = { path, data: null, acl: OPEN_ACL_UNSAFE, flags };
    return this.send(OpCode.create, CreateRequest, value);
  }

  sendSetData(path: string, text: string): number {
    const value = { path, data: new TextEncoder().encode(text), version: -1 };
    return this.send(OpCode.setData, SetDataRequest, value);
  }

  sendGetData(path: string, watch = false): number {
    return this.send(OpCode.getData, GetDataRequest, { path, watch });
  }

  sendPing(): void {
    this.send(OpCode.ping, { write() {} }, null, -2);
  }

  sendClose(): number {
    return this.send(OpCode.closeSession, { write() {} }, null);
  }

  /** Reads all that has come since the last time. */
  read(): void {
    this.#rest = new Uint8Array(Buffer.concat([this.#rest, this.socket.take()]));
    for (;;) {
      const reader = new Reader(this.#rest);
      if (reader.remaining < 4) return;
      const length = reader.int32();
      if (reader.remaining < length) return;
      this.#receive(new Reader(this.#rest.subarray(4, 4 + length)));
      this.#rest = this.#rest.subarray(4 + length);
    }
  }

  /** Waits for the reply to a request. */
  async reply(xid: number): Promise<TestReply> {
    await until(() => {
      this.read();
      return this.replies.some((reply) => reply.xid === xid);
    });
    return this.replies.find((reply) => reply.xid === xid)!;
  }

  #receive(reader: Reader): void {
    if (!this.#isConnected) {
      const response = ConnectResponse.read(reader);
      this.#isConnected = true;
      this.sessionId = response.sessionId;
      this.timeoutMs = response.timeOut;
      this.password = new Uint8Array(response.passwd ?? []);
      this.log.push("connected");
      return;
    }
    const { xid, zxid, err } = ReplyHeader.read(reader);
    if (xid === NOTIFICATION_XID) {
      const { type, path } = WatcherEvent.read(reader);
      this.log.push(`event ${type} ${path}`);
      return;
    }
    this.log.push(`${xid} ${err}`);
    this.replies.push({ xid, zxid: Number(zxid), err, body: reader });
  }
}

export function frame(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  writer.int32(0);
  write(writer);
  writer.setInt32(0, writer.length - 4);
  return writer.finish();
}

/** The server and all that is around it. */
export class TestServer {
  readonly clock = new MemoryClock();
  readonly logger = new MemoryLogger("zookeeper");
  readonly log: MemoryTransactionLog;
  readonly server: ZookeeperServer;
  #port = 40000;

  constructor(
    settings: Partial<ServerSettings> = {},
    { log = new MemoryTransactionLog(), ...options }: Partial<ZookeeperServerOptions> & {
      log?: MemoryTransactionLog;
    } = {},
  ) {
    this.log = log;
    this.server = new ZookeeperServer({
      clock: this.clock,
      random: new SeededRandom(7),
      logger: this.logger,
      settings: { fourLetterWords: ["*"], ...settings },
      log,
      ...options,
    });
  }

  static async started(settings: Partial<ServerSettings> = {}): Promise<TestServer> {
    const server = new TestServer(settings);
    await server.server.start();
    return server;
  }

  /** A connection without a session. */
  connection(remoteAddress = "127.0.0.1"): TestClient {
    const socket = new TestSocket({ remoteAddress, remotePort: this.#port++ });
    socket.handlers = this.server.accept(socket);
    return new TestClient(socket);
  }

  /** A connection with a session. */
  async client(options: { timeoutMs?: number } = {}): Promise<TestClient> {
    const client = this.connection();
    client.sendConnect(options);
    await until(() => {
      client.read();
      return client.log.includes("connected");
    });
    return client;
  }

  /** A connection that has asked for the session of another and was not answered yet. */
  comingBack(before: TestClient): TestClient {
    const client = this.connection();
    client.sessionId = before.sessionId;
    client.password = before.password;
    client.sendConnect();
    return client;
  }

  /** The same session on another connection. */
  async resumed(before: TestClient): Promise<TestClient> {
    const client = this.comingBack(before);
    await until(() => {
      client.read();
      return client.log.includes("connected");
    });
    return client;
  }

  /** What a restart makes of the log after a crash: all, or the first records of it. */
  async restarted(settings: Partial<ServerSettings> = {}, count = this.log.flushedCount) {
    const log = new MemoryTransactionLog();
    const next = new TestServer(settings, { log });
    next.clock.advance(1000);
    for (const record of this.log.records.slice(0, count)) {
      next.server.replay(record);
      log.append(record, { usesReserve: false });
    }
    log.flushedCount = log.records.length;
    await next.server.start();
    return next;
  }

  /** Why connections were closed, in order. */
  reasons(): string[] {
    return this.logger.lines.filter(({ message }) => message === "closing connection")
      .map(({ fields }) => String(fields.reason));
  }
}
