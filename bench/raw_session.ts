/**
 * A ZooKeeper session without a client around it. What it does for one answer is as little as can
 * be, so that a load of it measures the server: requests go out in one write per turn, and of an
 * answer only the header is read.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { FrameSplitter } from "../lib/bytes/frame_splitter.ts";
import { Writer } from "../lib/bytes/writer.ts";
import { OpCode } from "../lib/zookeeper/protocol/op_code.ts";
import {
  ConnectRequest,
  NOTIFICATION_XID,
  PING_XID,
  RequestHeader,
} from "../lib/zookeeper/protocol/session_records.ts";
import { splitAddress } from "../tests/conformance/broker/probe.ts";

const FRAME_BYTES_MAX = 4 << 20;
const LENGTH_BYTES = 4;
const TIME_OUT_MS = 30_000;
const ANSWER_LIMIT_MS = 30_000;
/** Answered requests are forgotten so many at a time. */
const ANSWERED_MAX = 1024;
/** Where a reply has its error code: after xid and zxid. */
const ERROR_POSITION = 12;
/** A ping in so many parts of the time-out. */
const PINGS = 3;

/** What is asked: the operation's number and its body. */
export interface RawRequest {
  readonly type: number;
  writeBody(writer: Writer): void;
}

/** One session on one connection. */
export class RawSession {
  /** Called at each watch event. */
  onEvent: () => void = () => {};
  readonly #socket: Socket;
  #writer = new Writer();
  readonly #waiting: ((error: number) => void)[] = [];
  #next = 0;
  #xid = 0;
  #isDue = false;
  #pings: ReturnType<typeof setInterval> | null = null;
  #opened: (() => void) | null;

  private constructor(socket: Socket, opened: () => void) {
    this.#socket = socket;
    this.#opened = opened;
    socket.setNoDelay(true);
    const splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
    socket.on("data", (chunk: Buffer) => splitter.push(chunk, (frame) => this.#take(frame)));
  }

  /**
   * Opens a session.
   *
   * @param address host:port
   * @param options `timeOutMs`: what the session asks for; `answerLimitMs`: how long it waits
   */
  static open(
    address: string,
    { timeOutMs = TIME_OUT_MS, answerLimitMs = ANSWER_LIMIT_MS }: {
      timeOutMs?: number;
      answerLimitMs?: number;
    } = {},
  ): Promise<RawSession> {
    const [host, port] = splitAddress(address);
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      // A server that only just starts may take a connection and never say anything on it.
      const limit = setTimeout(() => {
        socket.destroy(new Error(`${address} gave no session in ${answerLimitMs} ms`));
      }, answerLimitMs);
      socket.on("error", reject);
      socket.on("close", () => {
        clearTimeout(limit);
        session.close();
        reject(new Error(`${address} closed the connection`));
      });
      const session = new RawSession(socket, () => {
        clearTimeout(limit);
        resolve(session);
      });
      socket.on("connect", () => session.#connect(timeOutMs));
    });
  }

  #connect(timeOutMs: number): void {
    this.#frame(() =>
      ConnectRequest.write(this.#writer, {
        protocolVersion: 0,
        lastZxidSeen: 0,
        timeOut: timeOutMs,
        sessionId: 0,
        passwd: new Uint8Array(16),
        readOnly: false,
      })
    );
    this.#pings = setInterval(() => {
      this.#frame(() => RequestHeader.write(this.#writer, { xid: PING_XID, type: OpCode.ping }));
    }, timeOutMs / PINGS);
  }

  /** Sends a request with the others of this turn; `done` is told the error code of the answer. */
  send(request: RawRequest, done: (error: number) => void): void {
    this.#waiting.push(done);
    this.#frame(() => {
      RequestHeader.write(this.#writer, { xid: ++this.#xid, type: request.type });
      request.writeBody(this.#writer);
    });
  }

  /** Sends a request; rejects where the answer is an error. */
  ask(request: RawRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      this.send(request, (error) => {
        if (error === 0) resolve();
        else reject(new Error(`ZooKeeper answered with error ${error}`));
      });
    });
  }

  close(): void {
    if (this.#pings !== null) clearInterval(this.#pings);
    this.#socket.destroy();
  }

  #frame(write: () => void): void {
    const writer = this.#writer;
    const start = writer.length;
    writer.int32(0);
    write();
    writer.setInt32(start, writer.length - start - LENGTH_BYTES);
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isDue = false;
    this.#socket.write(this.#writer.finish());
    this.#writer = new Writer();
  }

  #take(frame: Uint8Array): void {
    if (this.#opened !== null) {
      this.#opened();
      this.#opened = null;
      return;
    }
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const xid = view.getInt32(0);
    if (xid === NOTIFICATION_XID) this.onEvent();
    if (xid < 0) return;
    const done = this.#waiting[this.#next++]!;
    if (this.#next > ANSWERED_MAX) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    done(view.getInt32(ERROR_POSITION));
  }
}
