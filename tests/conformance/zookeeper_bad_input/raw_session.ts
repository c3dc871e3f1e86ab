/**
 * A connection to the ZooKeeper port of which every byte is the test's, and what came back over it.
 *
 * @module
 */
import { connect as dial, type Socket } from "node:net";
import { FrameSplitter } from "../../../lib/bytes/frame_splitter.ts";
import { Reader } from "../../../lib/bytes/reader.ts";
import {
  ConnectResponse,
  NOTIFICATION_XID,
  ReplyHeader,
  WatcherEvent,
} from "../../../lib/zookeeper/protocol/session_records.ts";
import { splitAddress } from "../broker/probe.ts";
import { until } from "../waiting.ts";
import { connect } from "./frames.ts";

const FRAME_BYTES_MAX = 16 << 20;

/** A connection. */
export class RawSession {
  readonly #socket: Socket;
  readonly #splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
  #opening: boolean;
  isConnected = false;
  isClosed = false;
  /** Null until the request to open a session is answered. */
  session: { id: bigint; password: Uint8Array; timeoutMs: number } | null = null;
  /** `xid error` of each reply. */
  readonly replies: string[] = [];
  /** `type path` of each watch event. */
  readonly events: string[] = [];

  /** @param opening whether the first frame that comes answers a request to open a session */
  constructor(address: string, opening: "opens" | "raw" = "opens") {
    const [host, port] = splitAddress(address);
    this.#opening = opening === "opens";
    // Its own end stays open when the server ends the other, as with any client.
    const socket = this.#socket = dial({ host, port, noDelay: true });
    socket.on("connect", () => this.isConnected = true);
    socket.on("data", (chunk: Buffer) => {
      this.#splitter.push(new Uint8Array(chunk), (frame) => this.#take(new Reader(frame.slice())));
    });
    socket.on("error", () => this.isClosed = true);
    socket.on("close", () => this.isClosed = true);
  }

  /** Opens a session and waits for it. */
  static async opened(
    address: string,
    options: Parameters<typeof connect>[0] = {},
  ): Promise<RawSession> {
    const session = new RawSession(address);
    session.send(connect(options));
    await until("a session is opened", () => session.session !== null || session.isClosed);
    if (session.session === null) throw new Error("The server closed instead of opening a session");
    return session;
  }

  send(bytes: Uint8Array): void {
    if (!this.isClosed) this.#socket.write(bytes);
  }

  /** Sends no more, and still reads. */
  finish(): void {
    this.#socket.end();
  }

  /** Goes away without a word. */
  drop(): void {
    this.isClosed = true;
    this.#socket.resetAndDestroy();
  }

  /** Waits for a reply, as `xid error`. */
  async reply(text: string): Promise<void> {
    await until(`the reply ${text}`, () => {
      if (this.replies.includes(text)) return true;
      if (this.isClosed) throw new Error(`closed after ${this.replies}, before ${text}`);
      return false;
    });
  }

  #take(frame: Reader): void {
    if (this.#opening) {
      this.#opening = false;
      const { sessionId, passwd, timeOut } = ConnectResponse.read(frame);
      const password = new Uint8Array(passwd ?? []);
      this.session = { id: sessionId, password, timeoutMs: timeOut };
      return;
    }
    const { xid, err } = ReplyHeader.read(frame);
    if (xid !== NOTIFICATION_XID) this.replies.push(`${xid} ${err}`);
    else {
      const { type, path } = WatcherEvent.read(frame);
      this.events.push(`${type} ${path}`);
    }
  }
}
