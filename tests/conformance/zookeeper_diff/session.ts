/**
 * One client of a scenario: it sends requests byte by byte and keeps what came back, in order.
 *
 * @module
 */
import { FrameSplitter } from "../../../lib/bytes/frame_splitter.ts";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import {
  NOTIFICATION_XID,
  PING_XID,
  ReplyHeader,
  RequestHeader,
  WatcherEvent,
} from "../../../lib/zookeeper/protocol/session_records.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import type { Server, Wire } from "./wire.ts";

const FRAME_BYTES_MAX = 64 << 20;

/** What came back. */
export type Received =
  | { readonly kind: "frame"; readonly body: Reader }
  | { readonly kind: "reply"; readonly xid: number; readonly err: number; readonly body: Reader }
  | { readonly kind: "event"; readonly type: number; readonly state: number; path: string | null }
  | { readonly kind: "closed" };

/** A connection of one client. */
export class ScenarioSession {
  readonly name: string;
  readonly received: Received[] = [];
  sessionId = 0n;
  password = new Uint8Array(16);
  isClosed = false;
  /** The first frame that comes answers the request to open a session. */
  isOpening = true;
  /** Set where the numbers in reply headers went back. */
  hasGoneBack = false;
  readonly #server: Server;
  readonly #splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
  #wire: Wire | null = null;
  #lastZxid = 0n;
  #pings = 0;
  #xid = 0;

  constructor(name: string, server: Server) {
    this.name = name;
    this.#server = server;
  }

  /** The last transaction that a reply told of. */
  get lastZxid(): bigint {
    return this.#lastZxid;
  }

  async open(): Promise<void> {
    this.#wire = await this.#server.open({
      data: (chunk) => this.#splitter.push(chunk, (frame) => this.#take(new Uint8Array(frame))),
      closed: () => this.#end(),
    });
  }

  sendBytes(bytes: Uint8Array): void {
    if (!this.isClosed) this.#wire?.send(bytes);
  }

  sendFrame(body: Uint8Array): void {
    const writer = new Writer();
    writer.int32(body.length);
    writer.bytes(body);
    this.sendBytes(writer.finish());
  }

  /** Sends a request and returns its number. */
  request(type: number, body: Uint8Array, xid = ++this.#xid): number {
    const writer = new Writer();
    RequestHeader.write(writer, { xid, type });
    writer.bytes(body);
    this.sendFrame(writer.finish());
    return xid;
  }

  /** Waits until all that the server had for this client by now has come. */
  async settle(): Promise<void> {
    if (this.isClosed || this.isOpening) return;
    const wanted = this.#pings + 1;
    this.request(OpCode.ping, new Uint8Array(0), PING_XID);
    await this.#server.wait(() => this.isClosed || this.#pings >= wanted);
    this.#pings = wanted;
  }

  /** Ends the connection, without a word. */
  drop(): void {
    this.isClosed = true;
    this.#wire?.close();
  }

  #end(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.received.push({ kind: "closed" });
  }

  #take(frame: Uint8Array): void {
    const body = new Reader(frame);
    if (this.isOpening) {
      this.received.push({ kind: "frame", body });
      return;
    }
    const { xid, zxid, err } = ReplyHeader.read(body);
    if (xid === NOTIFICATION_XID) {
      const { type, state, path } = WatcherEvent.read(body);
      this.received.push({ kind: "event", type, state, path });
      return;
    }
    if (zxid > 0n && zxid < this.#lastZxid) this.hasGoneBack = true;
    if (zxid > this.#lastZxid) this.#lastZxid = zxid;
    if (xid === PING_XID) this.#pings += 1;
    else this.received.push({ kind: "reply", xid, err, body });
  }
}
