/**
 * One client connection: bytes in, bytes out. The first four bytes tell a four-letter word from a
 * request to open a session; after that come requests, each handed to the pipeline.
 *
 *   new -> (four-letter word: answer, end)
 *   new -> connecting -> open -> ended
 *
 * It stops reading while too much waits to go out, while the server has too many requests under
 * way, and while its session is being opened. What it cannot read closes it with one logged line. A
 * client that has ended its side is still given the answers to what it has asked.
 *
 * @module
 */
import { FrameLengthError, FrameSplitter } from "../../bytes/frame_splitter.ts";
import { Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { OutputQueue } from "../../io/output_queue.ts";
import type { Connection, SocketHandlers } from "../../io/socket.ts";
import { argumentOf, wordOf } from "../commands/mod.ts";
import type { ConnectionReport } from "../commands/report.ts";
import { operationsByCode } from "../operations/mod.ts";
import type { Caller, Operation } from "../operations/operation.ts";
import type { ACL, Id } from "../protocol/data_records.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { OpCode, opName } from "../protocol/op_code.ts";
import {
  NOTIFICATION_XID,
  readConnectRequest,
  ReplyHeader,
  RequestHeader,
  WatcherEvent,
} from "../protocol/session_records.ts";
import { hasPermission, Perms } from "../tree/acl.ts";
import { plainAddress } from "../tree/ip_address.ts";
import type { Session } from "../tree/session.ts";
import { KEEPER_STATE_SYNC_CONNECTED, type WatchedEvent, type Watcher } from "../tree/watch.ts";
import { ConnectionFigures } from "./connection_figures.ts";
import type { ConnectionHost } from "./connection_host.ts";
import { connectResponseFrame, finishFrame, startFrame } from "./outgoing_frame.ts";
import type { Reply } from "./request.ts";
import { WaitingFrames } from "./waiting_frames.ts";

/** Reads of one connection that may wait behind its own writes: each has a reply of up to 1 MiB. */
const WAITING_READS_MAX = 16;
/** Bytes kept of what comes in although reading was stopped; a socket has little of that. */
const UNREAD_BYTES_MAX = 8 << 20;
/** Before each frame. */
const LENGTH_BYTES = 4;
/** Session identities that one connection may show; a client that adds more is closed. */
const AUTH_IDS_MAX = 64;

/** A connection and, once open, its session's voice. */
export class ClientConnection implements SocketHandlers, Caller, Watcher {
  readonly remoteAddress: string;
  readonly #remotePort: number;
  readonly #host: ConnectionHost;
  readonly #socket: Connection;
  readonly #output: OutputQueue;
  readonly #splitter: FrameSplitter;
  /** Requests that came and could not be taken yet. */
  readonly #waiting = new WaitingFrames();
  readonly #figures: ConnectionFigures;
  readonly #authIds: Id[];
  #state: "new" | "connecting" | "open" | "ending" | "ended" = "new";
  #session: Session | null = null;
  #isPaused = false;
  /** The client sends no more. */
  #isPeerEnded = false;
  #isResumeScheduled = false;
  /** A request was served since the connection looked whether to read on. */
  #hasServed = false;
  #queuedRequests = 0;
  #queuedReads = 0;

  constructor(socket: Connection, host: ConnectionHost) {
    this.#socket = socket;
    this.#host = host;
    this.#output = new OutputQueue(
      socket,
      () => this.#onDrained(),
      host.answers && { memory: host.answers, onLost: () => socket.destroy() },
    );
    this.#splitter = new FrameSplitter({
      frameBytesMax: host.settings.juteMaxBufferBytes,
      setting: "jute.maxbuffer",
    });
    // A closed socket does not know its peer any more.
    this.remoteAddress = plainAddress(socket.remoteAddress);
    this.#remotePort = socket.remotePort;
    this.#authIds = [{ scheme: "ip", id: this.remoteAddress }];
    this.#figures = new ConnectionFigures(host.clock.nowMs());
  }

  get authIds(): readonly Id[] {
    return this.#authIds;
  }

  get watcher(): Watcher {
    return this;
  }

  get sessionId(): bigint {
    return this.#session === null ? 0n : this.#session.id;
  }

  /** `/127.0.0.1:40000`. */
  get peer(): string {
    return `/${this.remoteAddress}:${this.#remotePort}`;
  }

  addAuthId(id: Id): void {
    if (this.#authIds.some((other) => other.scheme === id.scheme && other.id === id.id)) return;
    if (this.#authIds.length >= AUTH_IDS_MAX) {
      return this.destroy(`it has shown ${AUTH_IDS_MAX} identities already`);
    }
    this.#authIds.push(id);
  }

  data(chunk: Uint8Array): void {
    if (this.#isOver()) return;
    this.#host.statistics.bytesReceived += chunk.length;
    try {
      this.#splitter.push(chunk, (frame) => this.#take(frame));
    } catch (error) {
      const isWord = error instanceof FrameLengthError && this.#answerWord(error.length, chunk);
      if (!isWord) this.destroy(error instanceof Error ? error.message : String(error));
      return;
    }
    if (this.#waiting.sizeBytes > UNREAD_BYTES_MAX) {
      return this.destroy(`it sent ${this.#waiting.sizeBytes} bytes while it was not read from`);
    }
    this.#process();
  }

  drain(): void {
    this.#output.drain();
  }

  peerEnded(): void {
    if (this.#isOver()) return;
    this.#isPeerEnded = true;
    // One that takes no answers is not waited for without bound.
    this.#host.connectionEnding(this);
    this.#endWhenAnswered();
  }

  close(): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#waiting.clear();
    this.#output.close();
    this.#host.connectionClosed(this);
  }

  /** Looks again at what was left unread. */
  resume(): void {
    if (!this.#isOver()) this.#process();
  }

  /** Ends the connection at once, with a logged reason. */
  destroy(reason: string): void {
    if (this.#state === "ended") return;
    this.#host.connectionDropped(this, reason);
    this.endNow();
  }

  /** Ends the connection at once. */
  endNow(): void {
    if (this.#state === "ended") return;
    this.#socket.destroy();
    this.close();
  }

  /** Ends the connection once all that waits has gone out. */
  end(): void {
    if (this.#isOver()) return;
    this.#state = "ending";
    this.#host.connectionEnding(this);
    // Behind the queue's own microtask, which writes what can be written now.
    queueMicrotask(() => this.#onDrained());
  }

  /** Sends a watch event, unless the session may not read the node. */
  process({ type, path, zxid }: WatchedEvent, acl: readonly ACL[]): void {
    if (this.#isOver()) return;
    if (!hasPermission(acl, { perms: Perms.READ, authIds: this.#authIds })) return;
    const writer = startFrame();
    ReplyHeader.write(writer, { xid: NOTIFICATION_XID, zxid, err: ErrorCode.OK });
    WatcherEvent.write(writer, { type, state: KEEPER_STATE_SYNC_CONNECTED, path });
    this.#host.statistics.watchBytes += this.#send(writer);
  }

  report(): ConnectionReport {
    return {
      remoteAddress: this.remoteAddress,
      remotePort: this.#remotePort,
      isReading: !this.#isPaused && !this.#isOver(),
      queuedRequests: this.#queuedRequests,
      sessionId: this.sessionId,
      sessionTimeoutMs: this.#session?.timeoutMs ?? 0,
      ...this.#figures.report(),
    };
  }

  resetStatistics(): void {
    this.#figures.reset();
  }

  #isOver(): boolean {
    return this.#state === "ending" || this.#state === "ended";
  }

  #onDrained(): void {
    if (this.#state === "ended") return;
    if (this.#state !== "ending") return this.resume();
    if (this.#output.queuedBytes > 0) return;
    this.#socket.end();
    this.close();
  }

  /** Takes a request, unless it has to wait. */
  #take(frame: Uint8Array): void {
    if (this.#isOver()) return;
    if (this.#waiting.count > 0 || !this.#mayRead()) return this.#waiting.push(frame);
    this.#serve(frame);
  }

  #serve(frame: Uint8Array): void {
    this.#noteReceived();
    if (this.#state === "new") this.#connect(frame);
    else this.#request(frame);
  }

  #noteReceived(): void {
    this.#hasServed = true;
    this.#host.statistics.packetsReceived += 1;
    this.#figures.traffic.packetsReceived += 1;
  }

  #process(): void {
    try {
      while (this.#waiting.count > 0 && this.#mayRead()) this.#serve(this.#waiting.shift());
    } catch (error) {
      return this.destroy(error instanceof Error ? error.message : String(error));
    }
    this.#pauseOrResume();
    // What waits to go out may leave at the end of this turn, without a drain to tell of it.
    const isLeaving = this.#output.queuedBytes > 0 && !this.#output.isBlocked;
    if (this.#isPaused && (this.#hasServed || isLeaving)) this.#scheduleResume();
    this.#hasServed = false;
    this.#endWhenAnswered();
  }

  /** Ends a connection whose client sends no more, once everything is answered. */
  #endWhenAnswered(): void {
    if (!this.#isPeerEnded || this.#state === "connecting") return;
    if (this.#waiting.count === 0 && this.#queuedRequests === 0) this.end();
  }

  #mayRead(): boolean {
    if (this.#state !== "new" && this.#state !== "open") return false;
    if (this.#output.queuedBytes > this.#host.settings.outputPauseBytes) return false;
    if (this.#queuedReads >= WAITING_READS_MAX) return false;
    return !this.#host.isThrottled(this);
  }

  #pauseOrResume(): void {
    if (this.#isOver()) return;
    const mayRead = this.#mayRead();
    if (mayRead !== this.#isPaused) return;
    this.#isPaused = !mayRead;
    if (this.#isPaused) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Looks again when this turn's output has been handed to the socket. */
  #scheduleResume(): void {
    if (this.#isResumeScheduled) return;
    this.#isResumeScheduled = true;
    queueMicrotask(() => {
      this.#isResumeScheduled = false;
      this.resume();
    });
  }

  /** Answers a four-letter word: a length that no request has. False where it is none either. */
  #answerWord(length: number, chunk: Uint8Array): boolean {
    const isFirst = this.#state === "new" && this.#waiting.count === 0;
    const word = isFirst ? wordOf(length) : null;
    const argument = word === null ? null : argumentOf(word, chunk);
    if (word === null || argument === null) return false;
    this.#noteReceived();
    const answer = new TextEncoder().encode(this.#host.runCommand(word, argument));
    this.#output.push([answer]);
    this.end();
    return true;
  }

  #connect(frame: Uint8Array): void {
    const request = readConnectRequest(new Reader(frame));
    this.#state = "connecting";
    const { readOnly } = request;
    this.#host.openSession(request, {
      connection: this,
      opened: (session) => this.#opened(session, readOnly),
    });
  }

  /** Answers the request to open a session; null is one that cannot be resumed. */
  #opened(session: Session | null, readOnly: boolean | null): void {
    if (this.#isOver()) return;
    this.#session = session;
    this.#send(connectResponseFrame(session, readOnly));
    if (session === null) return this.end();
    this.#state = "open";
    this.#figures.sessionOpened();
    if (this.#isPeerEnded) this.#host.connectionEnding(this);
    this.#process();
  }

  #request(frame: Uint8Array): void {
    const body = new Reader(frame);
    const { xid, type } = RequestHeader.read(body);
    const session = this.#session!;
    this.#host.touch(session);
    const operation = operationsByCode.get(type);
    if (operation === undefined) {
      this.#reply(xid, { zxid: 0, err: ErrorCode.UNIMPLEMENTED, respond: null });
      this.#host.connectionDropped(this, `it asked for an unknown ${opName(type)}`);
      return this.end();
    }
    const startedMs = this.#host.clock.monotonicMs();
    this.#queuedRequests += 1;
    if (operation.kind === "read") this.#queuedReads += 1;
    this.#host.submit({
      session,
      caller: this,
      cxid: xid,
      operation,
      body,
      usesReserve: false,
      reply: (reply) => this.#finish(reply, { operation, xid, startedMs }),
      abandon: (error) => this.destroy(`${opName(type)} failed: ${error.message}`),
    });
  }

  #finish(reply: Reply, asked: { operation: Operation; xid: number; startedMs: number }): void {
    const { operation, xid, startedMs } = asked;
    const nowMs = this.#host.clock.monotonicMs();
    const latencyMs = nowMs - startedMs;
    this.#queuedRequests -= 1;
    if (operation.kind === "read") this.#queuedReads -= 1;
    this.#host.requestAnswered(operation.kind, latencyMs);
    this.#figures.answered({
      operation: operation.name,
      cxid: xid,
      zxid: reply.zxid,
      latencyMs,
      nowMs,
    });
    if (this.#isOver()) return;
    this.#reply(xid, reply);
    if (this.#isPaused || this.#isPeerEnded) this.#scheduleResume();
    if (operation.code === OpCode.auth && reply.err !== ErrorCode.OK) {
      this.#host.statistics.authenticationFailures += 1;
      this.end();
    }
  }

  #reply(xid: number, { zxid, err, respond }: Reply): void {
    const writer = startFrame();
    ReplyHeader.write(writer, { xid, zxid, err });
    try {
      respond?.(writer);
    } catch (error) {
      return this.destroy(`Cannot write the reply to request ${xid}: ${String(error)}`);
    }
    this.#host.statistics.responseBytes += this.#send(writer);
  }

  /** Returns the bytes of what is sent, without their length before them. */
  #send(frame: Writer): number {
    const bytes = finishFrame(frame);
    const sentBytes = bytes.length - LENGTH_BYTES;
    this.#host.statistics.responseSizes.add(sentBytes);
    this.#figures.traffic.packetsSent += 1;
    this.#host.statistics.packetsSent += 1;
    this.#output.push([bytes]);
    const { outputMaxBytes } = this.#host.settings;
    if (this.#output.queuedBytes > outputMaxBytes) {
      this.destroy(
        `${this.#output.queuedBytes} bytes wait to be read by it, more than ${outputMaxBytes}`,
      );
    }
    return sentBytes;
  }
}
