/**
 * A client of the coordinator that is fuzzed: it sends what it is given, in pieces, and holds what
 * comes back against what it has asked.
 *
 * @module
 */
import { Reader } from "../../lib/bytes/reader.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import {
  ConnectRequest,
  ConnectResponse,
  NOTIFICATION_XID,
  ReplyHeader,
  WatcherEvent,
} from "../../lib/zookeeper/protocol/session_records.ts";
import type { ZookeeperServer } from "../../lib/zookeeper/server/zookeeper_server.ts";
import { frame } from "../zookeeper/server/test_server.ts";
import { TestSocket } from "../zookeeper/server/test_socket.ts";
import type { FuzzRequest } from "./coordinator_requests.ts";
import { mutate } from "./mutate.ts";

const TIMEOUTS_MS = [-1, 0, 4000, 6000, 10_000, 2 ** 31 - 1];
const PASSWORD_BYTES = 16;

/** A client; its session outlives its connections. */
export class CoordinatorClient {
  readonly #random: SeededRandom;
  #socket = new TestSocket();
  #session = { id: 0n, password: new Uint8Array(PASSWORD_BYTES) };
  #rest: Uint8Array = new Uint8Array(0);
  #isOpen = false;
  /** What was sent may be no frames at all: nothing is known of answers. */
  #isWild = false;
  #xid = 0;
  #lastZxid = 0n;
  /** Numbers of requests that are not answered. */
  readonly #waiting = new Set<number>();

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#socket.drop();
  }

  get isOver(): boolean {
    return this.#socket.isOver;
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.isOver;
  }

  /** Requests that the server owes an answer to, where the connection lives. */
  get owed(): readonly number[] {
    return this.isOver || this.#isWild ? [] : [...this.#waiting];
  }

  /** Connects: with its session mostly, sometimes with a wrong one or with no connect at all. */
  connect(server: ZookeeperServer): void {
    this.drop();
    const random = this.#random;
    this.#socket = new TestSocket({ remotePort: 40_000 + random.int(1000) });
    this.#rest = new Uint8Array(0);
    this.#isOpen = false;
    this.#isWild = false;
    this.#lastZxid = 0n;
    this.#waiting.clear();
    this.#socket.handlers = server.accept(this.#socket);
    const isWrong = random.int(10) === 0;
    const isAhead = random.int(30) === 0;
    const request = frame((writer) =>
      ConnectRequest.write(writer, {
        protocolVersion: 0,
        lastZxidSeen: isAhead ? 2 ** 40 : 0,
        timeOut: TIMEOUTS_MS[random.int(TIMEOUTS_MS.length)]!,
        sessionId: this.#session.id,
        passwd: isWrong ? random.bytes(PASSWORD_BYTES) : this.#session.password,
        readOnly: random.int(5) === 0,
      })
    );
    if (random.int(20) > 0) return this.#send(request);
    this.#isWild = true;
    this.#send(mutate(request, random));
  }

  /** Sends a request, sometimes changed so that it is almost one. */
  ask({ type, body }: FuzzRequest): void {
    const random = this.#random;
    const xid = this.#xid += 1;
    const wanted = random.int(6) === 0 ? mutate(body, random) : body;
    const bytes = frame((writer) => {
      writer.int32(xid);
      writer.int32(type);
      writer.bytes(wanted);
    });
    if (random.int(60) === 0) {
      this.#isWild = true;
      return this.#send(mutate(bytes, random));
    }
    if (random.int(60) === 0) return this.#send(frame((writer) => writer.bytes(bytes.slice(4, 9))));
    this.#waiting.add(xid);
    this.#send(bytes);
  }

  /** Sends bytes that are no frames. */
  rave(): void {
    this.#isWild = true;
    this.#send(this.#random.bytes(1 + this.#random.int(60)));
  }

  drop(): void {
    if (!this.isOver) this.#socket.drop();
  }

  /** Sends no more. */
  finish(): void {
    if (!this.isOver) this.#socket.handlers?.peerEnded?.();
  }

  /** Takes no more than this for now. */
  choke(): void {
    this.#socket.room = this.#random.int(200);
  }

  drain(): void {
    if (!this.isOver && this.#socket.room < Infinity) this.#socket.drain();
  }

  /** Reads what has come. Throws where it cannot be an answer to what was asked. */
  read(): void {
    this.#rest = new Uint8Array(Buffer.concat([this.#rest, this.#socket.take()]));
    for (;;) {
      const reader = new Reader(this.#rest);
      if (reader.remaining < 4) return;
      const length = reader.int32();
      // A four-letter word was answered, in text.
      if (length < 0 || length > 1 << 24) {
        if (!this.#isWild) throw new Error(`A frame of ${length} bytes came`);
        this.#rest = new Uint8Array(0);
        return;
      }
      if (reader.remaining < length) return;
      const body = new Reader(this.#rest.slice(4, 4 + length));
      this.#rest = this.#rest.subarray(4 + length);
      if (this.#isOpen) this.#take(body);
      else this.#opened(body);
    }
  }

  #send(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0 && !this.isOver) {
      const isWhole = this.#random.int(3) > 0;
      const length = isWhole ? rest.length : 1 + this.#random.int(rest.length);
      this.#socket.handlers?.data(rest.slice(0, length));
      rest = rest.subarray(length);
    }
  }

  #opened(body: Reader): void {
    // A changed request may have been that of an old client, whose answer is shorter.
    if (this.#isWild) return;
    const { sessionId, passwd } = ConnectResponse.read(body);
    this.#session = { id: sessionId, password: new Uint8Array(passwd ?? []) };
    this.#isOpen = sessionId !== 0n;
  }

  #take(body: Reader): void {
    const { xid, zxid, err } = ReplyHeader.read(body);
    // What was no request may have had the number of an event.
    if (xid === NOTIFICATION_XID && this.#isWild) return;
    if (xid === NOTIFICATION_XID) return void WatcherEvent.read(body);
    if (err === 0 && zxid < this.#lastZxid) throw new Error(`zxid ${zxid} after ${this.#lastZxid}`);
    if (zxid > this.#lastZxid) this.#lastZxid = zxid;
    if (!this.#waiting.delete(xid) && !this.#isWild) {
      throw new Error(`A reply to ${xid}, which was not asked, or is answered already`);
    }
  }
}
