/**
 * A Kafka connection without a client around it: one frame out, one frame in, in order. The finer
 * latency measurement needs nothing between itself and the socket.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import { Reader } from "../lib/bytes/reader.ts";
import { Writer } from "../lib/bytes/writer.ts";
import { FrameSplitter } from "../lib/bytes/frame_splitter.ts";
import { responseHeaderVersion, writeRequestHeader } from "../lib/kafka/protocol/header.ts";
import { splitAddress } from "../tests/conformance/broker/probe.ts";

const FRAME_BYTES_MAX = 64 << 20;

/** One connection. */
export class RawClient {
  readonly #socket: Socket;
  readonly #splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
  readonly #waiting: ((frame: Uint8Array) => void)[] = [];
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => {
      this.#splitter.push(new Uint8Array(chunk), (frame) => this.#waiting.shift()?.(frame));
    });
  }

  /** Connects to host:port. */
  static connect(address: string): Promise<RawClient> {
    const [host, port] = splitAddress(address);
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      socket.on("error", reject);
      socket.on("connect", () => resolve(new RawClient(socket)));
    });
  }

  /**
   * Sends one request and resolves with a reader that stands at the body of its answer.
   *
   * @param writeBody writes the request's body
   */
  send(
    api: { apiKey: number; apiVersion: number },
    writeBody: (writer: Writer) => void,
  ): Promise<Reader> {
    const writer = new Writer(1024);
    writer.int32(0);
    writeRequestHeader(writer, { ...api, correlationId: ++this.#correlationId, clientId: "bench" });
    writeBody(writer);
    const bytes = writer.finish();
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, bytes.length - 4);
    return new Promise((resolve) => {
      this.#waiting.push((frame) => resolve(bodyOf(frame, api)));
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

function bodyOf(frame: Uint8Array, api: { apiKey: number; apiVersion: number }): Reader {
  const reader = new Reader(frame);
  reader.int32();
  if (responseHeaderVersion(api) === 1) reader.unsignedVarint();
  return reader;
}
