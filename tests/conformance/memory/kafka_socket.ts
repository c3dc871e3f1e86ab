/**
 * A Kafka connection that reads only when it is told to, as the worst of clients do.
 *
 * @module
 */
import type { Socket } from "bun";
import { FrameSplitter } from "../../../lib/bytes/frame_splitter.ts";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { CreateTopicsRequest } from "../../../lib/kafka/messages/create_topics.ts";
import { FetchRequest, FetchResponse } from "../../../lib/kafka/messages/fetch.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { responseHeaderVersion, writeRequestHeader } from "../../../lib/kafka/protocol/header.ts";
import { splitAddress } from "../broker/probe.ts";

/** An API at the version that is spoken here. */
interface Api {
  readonly apiKey: number;
  readonly apiVersion: number;
}

export const PRODUCE: Api = { apiKey: 0, apiVersion: 12 };
export const FETCH: Api = { apiKey: 1, apiVersion: 12 };
export const CREATE_TOPICS: Api = { apiKey: 19, apiVersion: 5 };
const FRAME_BYTES_MAX = 128 << 20;

/** One connection; answers come in the order of the requests. */
export class KafkaSocket {
  readonly #splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
  readonly #waiting: { resolve: (frame: Uint8Array) => void; reject: (error: Error) => void }[] =
    [];
  #socket!: Socket;
  #unsent: Uint8Array[] = [];
  isClosed = false;

  static async connect(address: string): Promise<KafkaSocket> {
    const [hostname, port] = splitAddress(address);
    const own = new KafkaSocket();
    own.#socket = await Bun.connect({
      hostname,
      port,
      socket: {
        binaryType: "uint8array",
        data: (_socket, chunk: Uint8Array) => {
          own.#splitter.push(chunk, (frame) => own.#waiting.shift()?.resolve(frame));
        },
        drain: () => own.#write(),
        close: () => own.#closed(),
        error: () => own.#closed(),
      },
    });
    return own;
  }

  #closed(): void {
    this.isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("the broker hung up"));
  }

  /** Sends a request; the reader stands at the body of its answer. */
  async ask(api: Api, frame: Uint8Array): Promise<Reader> {
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
    this.#unsent.push(frame);
    this.#write();
    const reader = new Reader(await answer);
    reader.int32();
    if (responseHeaderVersion(api) === 1) reader.unsignedVarint();
    return reader;
  }

  #write(): void {
    while (this.#unsent.length > 0 && !this.isClosed) {
      const [bytes] = this.#unsent;
      const taken = Math.max(0, this.#socket.write(bytes!));
      if (taken < bytes!.length) {
        this.#unsent[0] = bytes!.subarray(taken);
        return;
      }
      this.#unsent.shift();
    }
  }

  /** Reads nothing from now on. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** A request with its length and header. */
function requestFrame(api: Api, writeBody: (writer: Writer) => void): Uint8Array {
  const writer = new Writer(1024);
  writer.int32(0);
  writeRequestHeader(writer, { ...api, correlationId: 1, clientId: "memory" });
  writeBody(writer);
  const bytes = writer.finish();
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, bytes.length - 4);
  return bytes;
}

/** A partition of a topic. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** One batch with acks=all. */
export function produceFrame({ topic, partition }: Place, records: Uint8Array): Uint8Array {
  const partitionData = [{ index: partition, records }];
  return requestFrame(PRODUCE, (writer) => {
    ProduceRequest.encode(writer, PRODUCE.apiVersion, {
      acks: -1,
      timeoutMs: 30_000,
      topicData: [{ name: topic, partitionData }],
    });
  });
}

/** Sends one batch. @returns its offset */
export async function produce(socket: KafkaSocket, frame: Uint8Array): Promise<number> {
  const reader = await socket.ask(PRODUCE, frame);
  const { responses } = ProduceResponse.decode(reader, PRODUCE.apiVersion);
  const { errorCode, baseOffset } = responses[0]!.partitionResponses[0]!;
  if (errorCode !== 0) throw new Error(`produce was refused with error ${errorCode}`);
  return baseOffset;
}

/** Asks for records of partitions of a topic. */
export function fetchFrame(
  topic: string,
  options: { partitions: readonly number[]; fetchOffset: number; partitionMaxBytes: number },
): Uint8Array {
  const { partitions, ...rest } = options;
  return requestFrame(FETCH, (writer) => {
    FetchRequest.encode(writer, FETCH.apiVersion, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 50 << 20,
      topics: [{ topic, partitions: partitions.map((partition) => ({ partition, ...rest })) }],
    });
  });
}

/** What a fetch gives, by partition. */
export async function fetched(reading: Promise<Reader>): Promise<Map<number, Uint8Array>> {
  const { responses } = FetchResponse.decode(await reading, FETCH.apiVersion);
  const records = new Map<number, Uint8Array>();
  for (const { partitions } of responses) {
    for (const { partitionIndex, errorCode, records: found } of partitions) {
      if (errorCode !== 0) throw new Error(`fetch of ${partitionIndex}: error ${errorCode}`);
      if (found !== null && found.length > 0) records.set(partitionIndex, found);
    }
  }
  return records;
}

/** Makes a topic. */
export async function createTopic(
  socket: KafkaSocket,
  name: string,
  options: { partitions: number; configs?: Record<string, string> },
): Promise<void> {
  const configs = Object.entries(options.configs ?? {})
    .map(([key, value]) => ({ name: key, value }));
  const topic = { name, numPartitions: options.partitions, replicationFactor: 1, configs };
  const frame = requestFrame(CREATE_TOPICS, (writer) => {
    CreateTopicsRequest.encode(writer, CREATE_TOPICS.apiVersion, {
      topics: [{ ...topic, assignments: [] }],
      timeoutMs: 30_000,
    });
  });
  await socket.ask(CREATE_TOPICS, frame);
}
