/**
 * Fuzzes the start of a broker on a damaged data folder, with what lies beside the records:
 * producers' snapshots, indexes of aborted transactions, metadata and checkpoint files. The broker
 * starts, and what it serves of the topic is a beginning of what was written, or nothing, with the
 * reason in its log.
 *
 * @module
 */
import { fetch } from "../../lib/kafka/handlers/fetch.ts";
import { produce } from "../../lib/kafka/handlers/produce.ts";
import { FetchRequest, FetchResponse } from "../../lib/kafka/messages/fetch.ts";
import { ProduceRequest, ProduceResponse } from "../../lib/kafka/messages/produce.ts";
import { initProducerId } from "../../lib/kafka/handlers/init_producer_id.ts";
import {
  InitProducerIdRequest,
  InitProducerIdResponse,
} from "../../lib/kafka/messages/init_producer_id.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { settled } from "../io/turns.ts";
import { batchOf, idempotentBatch, recordsOf } from "../kafka/batches.ts";
import { DATA_FOLDER, send, startTestBroker, type TestBroker } from "../kafka/test_broker.ts";
import { KEEPS_ALL } from "../storage/test_store.ts";
import { damage } from "./damage.ts";
import { type FuzzTarget, pick } from "./fuzz_target.ts";

const PRODUCE = { handler: produce, request: ProduceRequest, response: ProduceResponse };
const FETCH = { handler: fetch, request: FetchRequest, response: FetchResponse };
const INIT = {
  handler: initProducerId,
  request: InitProducerIdRequest,
  response: InitProducerIdResponse,
};
const STEPS_MAX = 12;
const ENDINGS = [".snapshot", ".txnindex", ".metadata", ".index", ".timeindex"];

export const partitionTarget: FuzzTarget = {
  name: "partition",
  async round(random) {
    const running = await startTestBroker();
    await running.createTopic("t", { configs: { "segment.bytes": "1048576" } });
    const written = await write(running, random);
    if (random.int(2) === 0) await running.store.checkpoint();
    if (random.int(2) === 0) await settled(running.clock, running.close());
    const files = running.files.crash(KEEPS_ALL);
    const { metadataStore, clock } = running;
    const damages = [];
    for (let i = random.int(2); i >= 0; i--) {
      const folder = random.int(4) === 0 ? DATA_FOLDER : `${DATA_FOLDER}/t-0`;
      const endings = folder === DATA_FOLDER ? ["checkpoint"] : ENDINGS;
      damages.push(damage(files, random, { folder, endings }));
    }
    const next = await startTestBroker({ files, metadataStore, clock });
    try {
      const found = await read(next);
      const isPrefix = found.every((value, i) => value === written[i]);
      const isTold = next.logger.lines.some(({ level }) => level === "WARN" || level === "ERROR");
      if (isPrefix && (found.length === written.length || isTold)) return;
      throw new Error(
        `${found.length} of ${written.length} records after ${JSON.stringify(damages)}, ` +
          `log lines ${JSON.stringify(next.logger.lines)}`,
      );
    } finally {
      await settled(next.clock, next.close());
    }
  },
};

/** Values of all records, in their order. */
async function write(running: TestBroker, random: SeededRandom): Promise<string[]> {
  const written: string[] = [];
  const request = { transactionalId: null, transactionTimeoutMs: 1000 };
  const { producerId } = await send(running.broker, INIT, { version: 4, request });
  let sequence = 0;
  for (let steps = 1 + random.int(STEPS_MAX); steps > 0; steps--) {
    const value = `${written.length} ${"x".repeat(random.int(pick(random, [10, 3000])))}`;
    const isIdempotent = random.int(2) === 0;
    const producer = { id: Number(producerId), epoch: 0, sequence };
    const records = isIdempotent ? idempotentBatch([value], producer) : batchOf([value]);
    if (isIdempotent) sequence += 1;
    const partitionData = [{ index: 0, records }];
    const answer = await settled(
      running.clock,
      send(running.broker, PRODUCE, {
        version: 9,
        request: { acks: -1, timeoutMs: 1000, topicData: [{ name: "t", partitionData }] },
      }),
    );
    const errorCode = answer.responses[0]?.partitionResponses[0]?.errorCode;
    if (errorCode !== 0) throw new Error(`Cannot produce: ${errorCode}`);
    written.push(value);
    if (random.int(6) === 0) running.broker.partitions.get("t", 0)?.log.roll();
  }
  return written;
}

async function read(running: TestBroker): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const partition = { partition: 0, fetchOffset: found.length, partitionMaxBytes: 1 << 20 };
    const answer = await send(running.broker, FETCH, {
      version: 12,
      request: {
        maxWaitMs: 0,
        minBytes: 0,
        topics: [{ topic: "t", partitions: [partition] }],
        forgottenTopicsData: [],
      },
    });
    const records = recordsOf(answer.responses[0]?.partitions[0]?.records ?? null)
      .filter(({ offset }) => offset >= found.length);
    if (records.length === 0) return found;
    found.push(...records.map(({ value }) => value));
  }
}
