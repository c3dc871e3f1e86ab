/**
 * GET …/records: reads records of a partition or of a whole topic, without a group and without
 * anything kept between requests: `metadata.next` of an answer is where to go on.
 * The v3 API has no consuming; the shapes follow its other answers.
 *
 * @module
 */
import type { BodyFormat } from "../media_type.ts";
import {
  bytesFor,
  dataOfBytes,
  DataTypeWanted,
  RecordData,
  Timestamp,
  WrittenHeaders,
} from "../record_data.ts";
import { notFound } from "../failure.ts";
import { route, type RouteRequest } from "../route.ts";
import type { OffsetPosition, PartitionRecords, StoredRecord } from "../services.ts";
import {
  array,
  integer,
  named,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  ShapeError,
  string,
  type TypeOf,
} from "../shape.ts";
import { partitionParameters, topicParameters } from "./parameters.ts";
import { positionsOf, positionsText } from "./positions.ts";

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 1_000;
const TIMEOUT_MS_MAX = 60_000;
/** Of one answer; a first record that is longer comes nevertheless. */
const ANSWER_BYTES_MAX = 1024 * 1024;

const From: Shape<OffsetPosition> = {
  json: {
    anyOf: [{ enum: ["earliest", "latest"] }, Timestamp.json],
    description: "Where to begin; a time stands for the first record from then on",
    default: "earliest",
  },
  definitions: new Map(),
  check: (value, at) => From.fromText(String(value), at),
  fromText(text, at) {
    if (text === "earliest" || text === "latest") return text;
    if (/^\d/.test(text)) return Timestamp.fromText(text, at);
    throw new ShapeError(at, {
      found: text,
      allowed: "earliest, latest, ISO 8601 or milliseconds",
    });
  },
};

const pageQuery = {
  from: optional(From),
  limit: optional(integer({ minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT })),
  timeout_ms: optional(integer({
    minimum: 0,
    maximum: TIMEOUT_MS_MAX,
    default: 0,
    about: "How long to wait where there is no record yet",
  })),
  key_type: optional(DataTypeWanted),
  value_type: optional(DataTypeWanted),
};

const KafkaRecord = named(
  "ReadRecord",
  object({
    kind: oneOf(["KafkaRecord"]),
    cluster_id: string(),
    topic_name: string(),
    partition_id: integer(),
    offset: integer(),
    timestamp: string(),
    timestamp_type: oneOf(["CREATE_TIME", "LOG_APPEND_TIME"]),
    headers: WrittenHeaders,
    key: nullable(RecordData),
    value: nullable(RecordData),
  }),
);

const KafkaRecordList = named(
  "ReadRecordList",
  object({
    kind: oneOf(["KafkaRecordList"]),
    metadata: object({ self: string(), next: nullable(string()) }),
    data: array(KafkaRecord),
    partitions: array(object({
      partition_id: integer(),
      log_start_offset: integer(),
      high_watermark: integer(),
      next_offset: integer({ about: "Where the next page goes on" }),
    })),
  }),
);

type Page = TypeOf<typeof KafkaRecordList>;
type PageQuery = {
  limit?: number | undefined;
  timeout_ms?: number | undefined;
  key_type?: TypeOf<typeof DataTypeWanted> | undefined;
  value_type?: TypeOf<typeof DataTypeWanted> | undefined;
};

export const readPartition = route({
  method: "GET",
  path: "/v3/clusters/{cluster_id}/topics/{topic_name}/partitions/{partition_id}/records",
  tag: "Records",
  name: "readPartitionRecords",
  summary: "Read records of a partition",
  parameters: partitionParameters,
  query: { offset: optional(integer({ minimum: 0 })), ...pageQuery },
  answer: KafkaRecordList,
  async handle(request) {
    const { services, query, parameters: { topic_name: topic, partition_id: partition } } = request;
    const { partitions } = await services.admin.describeTopic(topic);
    if (partition >= partitions.length) {
      throw notFound(`Partition ${partition} of topic ${topic}, which has ${partitions.length},`);
    }
    const positions = query.offset === undefined
      ? await services.admin.listOffsets([{ topic, partition }], query.from ?? "earliest")
      : [{ partition, offset: query.offset }];
    const page = await readPage(request, { topic, positions });
    const next = nextUrl(request.url, { offset: String(page.partitions[0]?.next_offset ?? 0) });
    return { ...page, metadata: { self: request.url.href, next } };
  },
});

export const readTopic = route({
  method: "GET",
  path: "/v3/clusters/{cluster_id}/topics/{topic_name}/records",
  tag: "Records",
  name: "readTopicRecords",
  summary: "Read records of all partitions, by time",
  parameters: topicParameters,
  query: {
    offsets: optional(string({ about: "Where to begin, by partition", example: "0:17,1:4" })),
    ...pageQuery,
  },
  answer: KafkaRecordList,
  async handle(request) {
    const { services, query, parameters: { topic_name: topic } } = request;
    const { partitions } = await services.admin.describeTopic(topic);
    const all = partitions.map(({ partition }) => ({ topic, partition }));
    const positions = query.offsets === undefined
      ? await services.admin.listOffsets(all, query.from ?? "earliest")
      : positionsOf(query.offsets, { partitions: partitions.length });
    const page = await readPage(request, { topic, positions });
    const next = nextUrl(request.url, { offsets: positionsText(page.partitions) });
    return { ...page, metadata: { self: request.url.href, next } };
  },
});

async function readPage(
  { services, query, request, format }: RouteRequest<unknown, PageQuery, unknown>,
  { topic, positions }: { topic: string; positions: { partition: number; offset: number }[] },
): Promise<Omit<Page, "metadata">> {
  const limit = query.limit ?? LIMIT_DEFAULT;
  const read = await services.reader.read(topic, {
    positions,
    recordsMax: limit,
    bytesMax: ANSWER_BYTES_MAX,
    timeoutMs: query.timeout_ms ?? 0,
    signal: request.signal,
  });
  const { taken, nextOffsets } = takeByTime(read, limit);
  return {
    kind: "KafkaRecordList",
    data: taken.map(({ partition, record }) => ({
      kind: "KafkaRecord",
      cluster_id: services.clusterId,
      topic_name: topic,
      partition_id: partition,
      ...recordBody(record, { query, format }),
    })),
    partitions: read.map(({ partition, logStartOffset, highWatermark }) => ({
      partition_id: partition,
      log_start_offset: logStartOffset,
      high_watermark: highWatermark,
      next_offset: nextOffsets.get(partition)!,
    })),
  };
}

/**
 * The first `limit` records by timestamp, each partition in the order of its offsets; what is left
 * over is where the next page begins.
 */
function takeByTime(
  read: PartitionRecords[],
  limit: number,
): { taken: { partition: number; record: StoredRecord }[]; nextOffsets: Map<number, number> } {
  const taken: { partition: number; record: StoredRecord }[] = [];
  const heads = read.map(({ partition, records }) => ({ partition, records, index: 0 }));
  while (taken.length < limit) {
    const first = heads.filter(({ records, index }) => index < records.length)
      .reduce<typeof heads[number] | null>((best, head) => {
        const earlier = best === null ||
          head.records[head.index]!.timestampMs < best.records[best.index]!.timestampMs;
        return earlier ? head : best;
      }, null);
    if (first === null) break;
    taken.push({ partition: first.partition, record: first.records[first.index++]! });
  }
  const nextOffsets = new Map(
    read.map(({ partition, nextOffset }, i) => {
      const { records, index } = heads[i]!;
      return [partition, records[index]?.offset ?? nextOffset];
    }),
  );
  return { taken, nextOffsets };
}

function recordBody(
  record: StoredRecord,
  { query, format }: { query: PageQuery; format: BodyFormat },
) {
  return {
    offset: record.offset,
    timestamp: new Date(Math.max(record.timestampMs, 0)).toISOString(),
    timestamp_type: record.timestampType,
    headers: record.headers.map(({ name, value }) => ({
      name,
      value: value === null ? null : bytesFor(value, format),
    })),
    key: dataOfBytes(record.key, { type: query.key_type ?? "AUTO", format }),
    value: dataOfBytes(record.value, { type: query.value_type ?? "AUTO", format }),
  };
}

function nextUrl(url: URL, position: Record<string, string>): string {
  const next = new URL(url);
  next.searchParams.delete("from");
  for (const [name, value] of Object.entries(position)) next.searchParams.set(name, value);
  // Both may stand in a query as they are, and are easier to read so.
  return next.href.replaceAll("%3A", ":").replaceAll("%2C", ",");
}
