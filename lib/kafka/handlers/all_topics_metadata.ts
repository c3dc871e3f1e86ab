/**
 * The Metadata answer about all topics, kept as bytes: clients that follow a whole cluster ask for
 * it again and again while nothing changes, and with 10,000 partitions making it costs 4 ms each
 * time. One answer is kept, the last one, and only while every partition can be served.
 *
 * @module
 */
import { Writer } from "../../bytes/writer.ts";
import type { TopicImage } from "../../metadata/cluster_image.ts";
import { MetadataResponse } from "../messages/metadata.ts";
import { Message } from "../schema/message.ts";
import type { Input } from "../schema/mod.ts";
import type { Broker } from "./broker.ts";

/** First version that opens with the throttle time. */
const THROTTLE_VERSION_MIN = 3;

/** What a Metadata answer is made from. */
export type MetadataAnswer = Input<typeof MetadataResponse>;

/** An answer whose bytes are there already; they are all that counts of it. */
type EncodedMetadata = MetadataAnswer & { readonly encoded: Uint8Array };

/** MetadataResponse, which takes answers that are encoded as well. */
class RememberedResponse extends Message<MetadataResponse, MetadataAnswer> {
  override encode(writer: Writer, version: number, value: MetadataAnswer): void {
    if (!isEncoded(value)) return MetadataResponse.encode(writer, version, value);
    // Set where the client's quota makes it wait.
    const { encoded, throttleTimeMs = 0 } = value;
    if (throttleTimeMs === 0 || version < THROTTLE_VERSION_MIN) return writer.piece(encoded);
    writer.int32(throttleTimeMs);
    writer.piece(encoded.subarray(4));
  }
}

function isEncoded(answer: MetadataAnswer): answer is EncodedMetadata {
  return "encoded" in answer;
}

export const MetadataResponseOrBytes: Message<MetadataResponse, MetadataAnswer> =
  new RememberedResponse(
    MetadataResponse.name,
    {
      apiKey: MetadataResponse.apiKey,
      versions: [MetadataResponse.validVersions.min, MetadataResponse.validVersions.max],
      flexibleFrom: MetadataResponse.flexibleFrom,
    },
    MetadataResponse.fields,
  );

/** What an answer depends on, beside the topics. */
export interface AnswerGround extends Omit<MetadataAnswer, "topics"> {
  readonly apiVersion: number;
}

interface Remembered {
  readonly ground: string;
  /** An image of a topic is replaced when the topic changes. */
  readonly topics: readonly TopicImage[];
  readonly answer: EncodedMetadata;
}

const rememberedBy = new WeakMap<Broker, Remembered>();

/**
 * The answer about all topics, from memory where it would be the same.
 *
 * @param ground what is to stand in the answer beside the topics
 * @param describe tells of one topic
 */
export function allTopicsMetadata(
  broker: Broker,
  { apiVersion, ...ground }: AnswerGround,
  describe: (topic: TopicImage) => MetadataAnswer["topics"][number],
): MetadataAnswer {
  const groundText = JSON.stringify([apiVersion, ground, [...broker.image.brokers.keys()]]);
  const isServed = isAllServed(broker);
  const known = rememberedBy.get(broker);
  if (isServed && known?.ground === groundText && isSame(known.topics, broker)) {
    return known.answer;
  }
  const topics = [...broker.image.topics.values()];
  const answer = { ...ground, topics: topics.map(describe) };
  if (!isServed) {
    rememberedBy.delete(broker);
    return answer;
  }
  const writer = new Writer();
  MetadataResponse.encode(writer, apiVersion, answer);
  const encoded: EncodedMetadata = { brokers: [], topics: [], encoded: writer.finish() };
  rememberedBy.set(broker, { ground: groundText, topics, answer: encoded });
  return encoded;
}

/** False where the disk of a partition has failed: the answer then says so of it. */
function isAllServed({ partitions }: Broker): boolean {
  for (const { log } of partitions.all()) {
    if (log.offline !== null) return false;
  }
  return true;
}

function isSame(topics: readonly TopicImage[], { image }: Broker): boolean {
  if (topics.length !== image.topics.size) return false;
  let index = 0;
  for (const topic of image.topics.values()) {
    if (topic !== topics[index++]) return false;
  }
  return true;
}
