/**
 * POST …/topics/{topic_name}/records: writes records, one JSON object after another in one body,
 * and answers with a receipt for each, in order.
 *
 * A body of one record, with its length announced, is answered with that record's own status.
 * More records, or a body in chunks without announced length, are a stream: the status is 200 at
 * once, each receipt has its `error_code`, and the client may go on sending while it reads.
 *
 * @module
 */
import { readBodySequence } from "../body.ts";
import { errorBody, notFound, RestError, restErrorOf } from "../failure.ts";
import { inOrder } from "../in_order.ts";
import { type BodyFormat, CONTENT_TYPES } from "../media_type.ts";
import {
  bytesOfData,
  bytesOfHeaders,
  RecordData,
  RecordHeaders,
  Timestamp,
} from "../record_data.ts";
import { respond, route } from "../route.ts";
import type { RestServices } from "../services.ts";
import {
  integer,
  named,
  nullable,
  object,
  oneOf,
  optional,
  string,
  type TypeOf,
} from "../shape.ts";
import { topicParameters } from "./parameters.ts";

const ProduceRequest = named(
  "ProduceRequest",
  object({
    partition_id: optional(nullable(integer({ minimum: 0, maximum: 0x7fffffff }))),
    headers: optional(nullable(RecordHeaders)),
    key: optional(nullable(RecordData)),
    value: optional(nullable(RecordData)),
    timestamp: optional(nullable(Timestamp)),
  }),
);

const DataReceipt = named(
  "ProduceResponseData",
  object({ type: oneOf(["BINARY", "JSON", "STRING"]), size: integer({ about: "In bytes" }) }),
);

const ProduceResponse = named(
  "ProduceResponse",
  object({
    error_code: integer({ about: "200, or what went wrong with this record" }),
    cluster_id: string(),
    topic_name: string(),
    partition_id: integer(),
    offset: integer(),
    timestamp: string(),
    key: optional(DataReceipt),
    value: optional(DataReceipt),
  }),
);

interface Receipt {
  status: number;
  body: TypeOf<typeof ProduceResponse> | { error_code: number; message: string };
}

/** Between receipts in JSON. */
const SEPARATOR = "\r\n";

export const produceRecords = route({
  method: "POST",
  path: "/v3/clusters/{cluster_id}/topics/{topic_name}/records",
  tag: "Records",
  name: "produceRecord",
  summary: "Write records",
  about: "The body is one or more JSON objects one after another, or a CBOR sequence.",
  parameters: topicParameters,
  bodySequence: ProduceRequest,
  answer: ProduceResponse,
  async handle({ services, request, parameters: { topic_name }, format, hold }) {
    const topic = await services.admin.describeTopic(topic_name);
    const partitions = topic.partitions.length;
    let index = 0;
    const receipts = inOrder(readBodySequence(request), (value) => {
      const at = `record ${index++}`;
      return produce(services, { value, at, topic: topic_name, partitions });
    });
    const first = await receiptAfter(receipts);
    if (first === null) throw new RestError(400, "Cannot read the body: it holds no record");
    if (!request.headers.has("content-length")) {
      return stream([first], { receipts, format, release: hold() });
    }
    const second = await receiptAfter(receipts);
    if (second === null) return respond(first.body, { status: first.status, format, headers: {} });
    return stream([first, second], { receipts, format, release: hold() });
  },
});

/** The next receipt, one with an error where the body cannot be read on, null at its end. */
async function receiptAfter(receipts: AsyncGenerator<Receipt>): Promise<Receipt | null> {
  try {
    const { value, done } = await receipts.next();
    return done === true ? null : value;
  } catch (error) {
    return failed(error);
  }
}

async function produce(
  services: RestServices,
  { value: found, at, topic, partitions }: {
    value: unknown;
    at: string;
    topic: string;
    partitions: number;
  },
): Promise<Receipt> {
  try {
    const { partition_id = null, key, value, headers, timestamp = null } = ProduceRequest.check(
      found,
      at,
    );
    if (partition_id !== null && partition_id >= partitions) {
      throw notFound(`Partition ${partition_id} of topic ${topic}, which has ${partitions},`);
    }
    const keyBytes = bytesOfData(key, `${at}.key`);
    const valueBytes = bytesOfData(value, `${at}.value`);
    const written = await services.producer.send({
      topic,
      partition: partition_id,
      key: keyBytes,
      value: valueBytes,
      headers: bytesOfHeaders(headers),
      timestampMs: timestamp,
    });
    const body: TypeOf<typeof ProduceResponse> = {
      error_code: 200,
      cluster_id: services.clusterId,
      topic_name: topic,
      partition_id: written.partition,
      offset: written.offset,
      timestamp: new Date(written.timestampMs).toISOString(),
    };
    if (key && keyBytes !== null) body.key = { type: key.type, size: keyBytes.length };
    if (value && valueBytes !== null) body.value = { type: value.type, size: valueBytes.length };
    return { status: 200, body };
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Receipt {
  const known = restErrorOf(error) ??
    new RestError(500, error instanceof Error ? error.message : String(error));
  return { status: known.status, body: errorBody(known) };
}

function stream(
  first: Receipt[],
  { receipts, format, release }: {
    receipts: AsyncGenerator<Receipt>;
    format: BodyFormat;
    release: () => void;
  },
): Response {
  const waiting = [...first];
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const receipt = waiting.shift() ?? await receiptAfter(receipts);
      if (receipt === null) {
        release();
        return controller.close();
      }
      controller.enqueue(await encoded(receipt, format));
    },
    async cancel() {
      release();
      await receipts.return(undefined);
    },
  });
  return new Response(body, { headers: { "content-type": CONTENT_TYPES[format] } });
}

async function encoded({ body }: Receipt, format: BodyFormat): Promise<Uint8Array> {
  return format === "json"
    ? Buffer.from(JSON.stringify(body) + SEPARATOR)
    : (await import("../cbor.ts")).encodeCbor(body);
}
