/**
 * A client of the simulation: it sends requests without waiting, over a connection that holds back
 * and cuts what goes over it, and keeps all that comes back in order. After a crash it comes back
 * with its session and the watches it had.
 *
 * @module
 */
import { FrameSplitter } from "../../../lib/bytes/frame_splitter.ts";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import {
  ConnectRequest,
  ConnectResponse,
  NOTIFICATION_XID,
  PING_XID,
  ReplyHeader,
  RequestHeader,
  WatcherEvent,
} from "../../../lib/zookeeper/protocol/session_records.ts";
import { EventType } from "../../../lib/zookeeper/tree/watch.ts";
import type { Asked, LostWatches, Operation, Outcome, StreamItem } from "./operation.ts";
import { readOutcome, writeRequest } from "./request.ts";

const TIMEOUT_MS = 8000;
const FRAME_BYTES_MAX = 1 << 20;

/** What all clients of a run share. */
export interface SharedHistory {
  readonly asked: Asked[];
  /** Everything that came, a list per connection. */
  readonly streams: StreamItem[][];
  /** Sessions that could not be resumed, with the zxid that the server had then. */
  readonly refusedSessions: bigint[];
  /** The highest zxid that a client has been told of. */
  knownZxid: number;
}

/** The client's end of a connection. */
export interface ClientSocket {
  readonly isOver: boolean;
  send(bytes: Uint8Array): void;
  drop(): void;
}

/** What a client does besides. */
export interface ClientOptions {
  /** It watches everything, for as long as its connection lives. */
  readonly watchesAll: boolean;
  /** Whether the run is concerned with a path, of which a watch on everything tells. */
  readonly isConcerned?: (path: string) => boolean;
}

/** A client. */
export class SimulatedClient<Socket extends ClientSocket> {
  readonly #history: SharedHistory;
  readonly #options: ClientOptions;
  socket: Socket | null = null;
  #sessionId = 0n;
  #password = new Uint8Array(16);
  #lastZxid = 0;
  #xid = 0;
  #isOpen = false;
  #answered = 0;
  #waiting: Asked[] = [];
  #stream: StreamItem[] = [];
  #splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
  /** Watches that were set on this connection and have not fired. */
  readonly #data = new Set<string>();
  readonly #exists = new Set<string>();
  readonly #children = new Set<string>();

  constructor(history: SharedHistory, options: ClientOptions) {
    this.#history = history;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get sessionId(): bigint {
    return this.#sessionId;
  }

  /** Requests sent and not answered. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Requests answered. */
  get answered(): number {
    return this.#answered;
  }

  /** Connects, with the session that it had; `dial` is told what takes the bytes that come. */
  connect(dial: (received: (bytes: Uint8Array) => void) => Socket): void {
    this.lose();
    this.#splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
    this.socket = dial((bytes) => {
      this.#splitter.push(bytes, (frame) => this.#take(new Reader(new Uint8Array(frame))));
    });
    this.#sendFrame((writer) =>
      ConnectRequest.write(writer, {
        protocolVersion: 0,
        lastZxidSeen: this.#lastZxid,
        timeOut: TIMEOUT_MS,
        sessionId: this.#sessionId,
        passwd: this.#password,
        readOnly: false,
      })
    );
  }

  /** The connection is lost; what was not answered may have been done or not. */
  lose(): void {
    this.socket?.drop();
    this.socket = null;
    this.#isOpen = false;
    this.#waiting = [];
  }

  send(operation: Operation): void {
    const asked: Asked = {
      sessionId: this.#sessionId,
      xid: this.#xid += 1,
      operation,
      knownZxid: this.#history.knownZxid,
      reply: null,
    };
    this.#history.asked.push(asked);
    this.#waiting.push(asked);
    this.#sendFrame((writer) => writeRequest(writer, asked));
  }

  ping(): void {
    this.#sendFrame((writer) => RequestHeader.write(writer, { xid: PING_XID, type: OpCode.ping }));
  }

  #sendFrame(write: (writer: Writer) => void): void {
    const writer = new Writer();
    writer.int32(0);
    write(writer);
    writer.setInt32(0, writer.length - 4);
    this.socket?.send(writer.finish());
  }

  #take(frame: Reader): void {
    if (!this.#isOpen) return this.#opened(ConnectResponse.read(frame));
    const { xid, zxid, err } = ReplyHeader.read(frame);
    if (xid === NOTIFICATION_XID) {
      const { type, path } = WatcherEvent.read(frame);
      return this.#event({ type, path: path ?? "", zxid: Number(zxid) });
    }
    this.#lastZxid = Math.max(this.#lastZxid, Number(zxid));
    this.#history.knownZxid = Math.max(this.#history.knownZxid, Number(zxid));
    if (xid === PING_XID) return;
    const asked = this.#waiting.shift();
    if (asked?.xid !== xid) throw new Error(`a reply to ${xid}, ${asked?.xid} was next`);
    const outcome = readOutcome(frame, { operation: asked.operation, err });
    this.#answered += 1;
    asked.reply = { zxid: Number(zxid), outcome };
    this.#stream.push({ kind: "reply", asked });
    this.#noteWatches(asked.operation, outcome);
    if (asked.operation.kind === "closeSession") this.#forgetSession();
  }

  #opened({ sessionId, passwd }: { sessionId: bigint; passwd: Uint8Array | null }): void {
    if (sessionId === 0n) {
      this.#history.refusedSessions.push(this.#sessionId);
      return this.#forgetSession();
    }
    const isResumed = sessionId === this.#sessionId;
    this.#sessionId = sessionId;
    this.#password = new Uint8Array(passwd ?? []);
    this.#isOpen = true;
    this.#history.streams.push(this.#stream = []);
    if (isResumed) this.send({ kind: "setWatches", lost: this.#lostWatches() });
    if (this.#options.watchesAll) this.send({ kind: "watchAll" });
  }

  #forgetSession(): void {
    this.lose();
    this.#sessionId = 0n;
    this.#password = new Uint8Array(16);
    for (const watches of [this.#data, this.#exists, this.#children]) watches.clear();
  }

  #lostWatches(): LostWatches {
    const lost = {
      lastZxid: this.#lastZxid,
      data: [...this.#data],
      exists: [...this.#exists],
      children: [...this.#children],
    };
    for (const watches of [this.#data, this.#exists, this.#children]) watches.clear();
    return lost;
  }

  #noteWatches(operation: Operation, { err }: Outcome): void {
    if (!("watch" in operation) || !operation.watch) return;
    const { kind, path } = operation;
    if (kind === "getData" && err === ErrorCode.OK) this.#data.add(path);
    if (kind === "exists") (err === ErrorCode.OK ? this.#data : this.#exists).add(path);
    if (kind === "getChildren" && err === ErrorCode.OK) this.#children.add(path);
  }

  #event(event: { type: number; path: string; zxid: number }): void {
    if (this.#options.isConcerned?.(event.path) === false) return;
    this.#stream.push({ kind: "event", ...event });
    const { type, path } = event;
    if (type !== EventType.NODE_CHILDREN_CHANGED) {
      this.#data.delete(path);
      this.#exists.delete(path);
    }
    if (type === EventType.NODE_DELETED || type === EventType.NODE_CHILDREN_CHANGED) {
      this.#children.delete(path);
    }
  }
}
