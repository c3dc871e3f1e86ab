/**
 * A client of the Kafka port that does only what a test says: sends frames, whole, in pieces or
 * broken, and reads what comes when it is told to.
 *
 * @module
 */
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import type { Connection, Network, SocketHandlers } from "../../../lib/io/socket.ts";
import { FrameSplitter } from "../../../lib/bytes/frame_splitter.ts";
import { readResponseHeader, writeRequestHeader } from "../../../lib/kafka/protocol/header.ts";
import type { Message } from "../../../lib/kafka/schema/mod.ts";
import { until } from "../../io/turns.ts";

/** A request's and an answer's message of one API. */
export interface ClientApi<RequestInput, Response> {
  readonly request: Message<unknown, RequestInput>;
  readonly response: Message<Response, never>;
}

/** A request's frame, its length first. */
export function frameOf<RequestInput>(
  request: Message<unknown, RequestInput>,
  options: { version: number; correlationId: number; body: RequestInput },
): Uint8Array {
  const { version, correlationId, body } = options;
  const writer = new Writer();
  writer.int32(0);
  writeRequestHeader(writer, {
    apiKey: request.apiKey,
    apiVersion: version,
    correlationId,
    clientId: "test",
  });
  request.encode(writer, version, body);
  return withLength(writer.finish().subarray(4));
}

/** Bytes with their length before them. */
export function withLength(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + bytes.length);
  new DataView(frame.buffer).setInt32(0, bytes.length);
  frame.set(bytes, 4);
  return frame;
}

/** One connection to a server. */
export class TestClient implements SocketHandlers {
  /** Answers that came, without their lengths, in order. */
  readonly frames: Uint8Array[] = [];
  receivedBytes = 0;
  isClosed = false;
  #connection: Connection | null = null;
  #unsent: Uint8Array[] = [];
  #nextCorrelationId = 1;
  readonly #splitter = new FrameSplitter({ frameBytesMax: 2 ** 30 });

  static async connect(network: Network, port: number): Promise<TestClient> {
    const client = new TestClient();
    client.#connection = await network.connect({ host: "127.0.0.1", port }, client);
    return client;
  }

  get connection(): Connection {
    if (this.#connection === null) throw new Error("not connected");
    return this.#connection;
  }

  /** Correlation ids of the answers, in order. */
  get answered(): number[] {
    return this.frames.map((frame) => new Reader(frame).int32());
  }

  data(chunk: Uint8Array): void {
    this.receivedBytes += chunk.length;
    this.#splitter.push(chunk, (frame) => this.frames.push(frame.slice()));
  }

  drain(): void {
    this.write(new Uint8Array(0));
  }

  close(): void {
    this.isClosed = true;
  }

  /** Sends bytes as they are, waiting for room where there is none. */
  write(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#unsent.push(bytes);
    while (this.#unsent.length > 0) {
      const taken = this.connection.write(this.#unsent[0]!);
      if (taken < this.#unsent[0]!.length) {
        this.#unsent[0] = this.#unsent[0]!.subarray(taken);
        return;
      }
      this.#unsent.shift();
    }
  }

  /** Bytes that the connection has not taken yet. */
  get unsentBytes(): number {
    return this.#unsent.reduce((sum, { length }) => sum + length, 0);
  }

  /** Sends a request and does not wait; returns its correlation id. */
  send<RequestInput>(
    request: Message<unknown, RequestInput>,
    version: number,
    body: RequestInput,
  ): number {
    const correlationId = this.#nextCorrelationId++;
    this.write(frameOf(request, { version, correlationId, body }));
    return correlationId;
  }

  /** Sends a request and reads its answer, which must be the next. */
  async call<RequestInput, Response>(
    api: ClientApi<RequestInput, Response>,
    version: number,
    body: RequestInput,
  ): Promise<Response> {
    const before = this.frames.length;
    const correlationId = this.send(api.request, version, body);
    await until("an answer comes", () => this.frames.length > before || this.isClosed);
    const frame = this.frames[before];
    if (frame === undefined) throw new Error(`${api.request.name}: the connection was closed`);
    return decodeAnswer(api, { version, correlationId, frame });
  }
}

/** Reads an answer to the request with this correlation id. */
export function decodeAnswer<Response>(
  { request, response }: ClientApi<never, Response>,
  answer: { version: number; correlationId: number; frame: Uint8Array },
): Response {
  const reader = new Reader(answer.frame);
  const correlationId = readResponseHeader(reader, {
    apiKey: request.apiKey,
    apiVersion: answer.version,
  });
  if (correlationId !== answer.correlationId) {
    throw new Error(`Answer ${correlationId} in place of ${answer.correlationId}`);
  }
  return response.decode(reader, answer.version);
}
