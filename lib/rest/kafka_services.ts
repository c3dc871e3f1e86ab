/**
 * The services of the REST routes upon a Kafka client that talks to the broker of its process
 * through memory (lib/client/memory_transport.ts): a REST request meets the same handlers as one
 * that came in on 9092.
 *
 * @module
 */
import { Cluster } from "../client/cluster.ts";
import { type Exchange, memoryConnect } from "../client/memory_transport.ts";
import { Producer } from "../client/producer/producer.ts";
import type { Clock } from "../io/clock.ts";
import type { Random } from "../io/random.ts";
import { BODY_BYTES_MAX } from "./body.ts";
import { KafkaAdmin } from "./kafka_admin.ts";
import { KafkaReader } from "./kafka_reader.ts";
import type { NewRecord, RestServices } from "./services.ts";

/** In front of every frame on the wire. */
const LENGTH_BYTES = 4;
/** Who the broker's logs say is asking. */
const CLIENT_ID = "kedge-rest";
/** How long an HTTP client is kept waiting for what may be tried again, in ms. */
const API_TIMEOUT_MS = 10_000;
/** How long for a record to be on disk, in ms. */
const DELIVERY_TIMEOUT_MS = 30_000;

/** Long polls that wait in the broker at the same time, at most as many as REST requests. */
const IN_FLIGHT_MAX = 512;

/** What {@linkcode kafkaServices} is given. */
export interface KafkaServicesOptions {
  /** The broker of this process; it answers as to a socket, with the length in front. */
  exchange: Exchange;
  clock: Clock;
  random: Random;
}

/** The part of the services that a Kafka client fulfils; `close` ends the client. */
export type KafkaServices = Pick<RestServices, "admin" | "producer" | "reader"> & {
  close(): Promise<void>;
};

/** Makes a client of the broker and the services upon it. */
export function kafkaServices({ exchange, clock, random }: KafkaServicesOptions): KafkaServices {
  const cluster = new Cluster({
    connect: memoryConnect(async (frame) => withoutLength(await exchange(frame)), {
      clock,
      clientId: CLIENT_ID,
      inFlightMax: IN_FLIGHT_MAX,
    }),
    // In memory all addresses lead to the one broker.
    bootstrapServers: [{ host: "localhost", port: 0 }],
    clock,
    random,
    apiTimeoutMs: API_TIMEOUT_MS,
  });
  const producer = new LazyProducer(cluster);
  return {
    admin: new KafkaAdmin(cluster),
    producer,
    reader: new KafkaReader(cluster),
    async close() {
      await producer.close();
      cluster.close();
    },
  };
}

/** What is left of an answer's pieces without the four bytes of its length. */
function withoutLength(pieces: readonly Uint8Array[] | null): readonly Uint8Array[] | null {
  if (pieces === null) return null;
  const [first, ...rest] = pieces;
  if (first === undefined || first.length < LENGTH_BYTES) {
    throw new RangeError(`Cannot take an answer of ${pieces.length} pieces: it has no length`);
  }
  return [first.subarray(LENGTH_BYTES), ...rest];
}

/** Makes the Kafka producer with the first record: most REST clients only look. */
class LazyProducer {
  readonly #cluster: Cluster;
  #producer: Producer | null = null;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async send(
    record: NewRecord,
  ): Promise<{ partition: number; offset: number; timestampMs: number }> {
    this.#producer ??= new Producer(this.#cluster, {
      // Each record's receipt is waited for; what comes while one is under way is batched anyway.
      lingerMs: 0,
      deliveryTimeoutMs: DELIVERY_TIMEOUT_MS,
      maxBlockMs: API_TIMEOUT_MS,
      // The broker knows what is too large for it (max.message.bytes), for each topic.
      recordBytesMax: BODY_BYTES_MAX,
    });
    await this.#producer.ready();
    return await this.#producer.send({
      topic: record.topic,
      partition: record.partition ?? undefined,
      timestampMs: record.timestampMs ?? undefined,
      key: record.key,
      value: record.value,
      headers: record.headers.map(({ name, value }) => ({ key: name, value })),
    });
  }

  async close(): Promise<void> {
    await this.#producer?.close();
  }
}
