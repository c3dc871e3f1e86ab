import { expect, test } from "bun:test";
import { kafkaReplicaVerification } from "../../lib/cli/kafka_replica_verification.ts";
import { verifyOnce } from "../../lib/cli/replica_verification/verifier.ts";
import { Fetch, Metadata } from "../../lib/client/apis.ts";
import { writeRecordBatch } from "../../lib/kafka/record/write_record_batch.ts";
import { withTime } from "../client/run_clock.ts";
import { HOST, MemoryKafka, PORT } from "../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

const SIZES = { fetchBytes: 1000, maxWaitMs: 10 };

function batch(baseOffset: number, value: string): Uint8Array {
  const record = { timestamp: 1, key: null, value: Buffer.from(value) };
  return writeRecordBatch([record], { baseOffset });
}

/** Two brokers; each answers its next fetch with these records. */
function twoReplicas(answers: Uint8Array[][], highWatermark: number): MemoryKafka {
  const kafka = new MemoryKafka();
  kafka.broker.on(Metadata, () => ({
    brokers: [1, 2].map((nodeId) => ({ nodeId, host: HOST, port: PORT + nodeId, rack: null })),
    clusterId: "memory",
    controllerId: 1,
    topics: [],
  }));
  kafka.broker.on(Fetch, ({ topics }) => {
    const records = Buffer.concat(answers.shift()!);
    return {
      responses: topics.map(({ topic }) => ({
        topic,
        partitions: [{
          partitionIndex: 0,
          errorCode: 0,
          highWatermark,
          abortedTransactions: null,
          records,
        }],
      })),
    };
  });
  return kafka;
}

async function verify(answers: Uint8Array[][], highWatermark: number) {
  const told: string[] = [];
  const partition = { topic: "t", partition: 0, replicas: [1, 2], offset: 0 };
  const cluster = twoReplicas(answers, highWatermark).cluster();
  const tell = (difference: string) => told.push(difference);
  const most = await verifyOnce(cluster, [partition], { sizes: SIZES, tell });
  cluster.close();
  return { told, offset: partition.offset, lag: most!.lag };
}

test("replicas that hold the same are told apart by nothing", async () => {
  const same = [batch(0, "a"), batch(1, "b"), batch(2, "c")];
  expect(await verify([same, same], 3)).toEqual({ told: [], offset: 3, lag: 0 });
});

test("only what is below the high watermark, and there on all, is compared", async () => {
  const longer = [batch(0, "a"), batch(1, "b"), batch(2, "c")];
  expect(await verify([longer, longer.slice(0, 1)], 2)).toEqual({ told: [], offset: 1, lag: 1 });
  expect(await verify([longer, longer], 2)).toEqual({ told: [], offset: 2, lag: 0 });
});

test("differences are told", async () => {
  const checksums = await verify([[batch(0, "a")], [batch(0, "x")]], 1);
  expect(checksums.told.length).toBe(1);
  expect(checksums.told[0]).toMatch(
    /^partition t-0 has unmatched checksum at offset 0; replica 1's checksum \d+; replica 2's /,
  );
  expect((await verify([[batch(0, "a")], [batch(1, "a")]], 2)).told).toEqual([
    "partition t-0: replica 1's offset 0 doesn't match replica 2's offset 1",
  ]);
});

test("kafka-replica-verification.sh reports until it is interrupted", async () => {
  const kafka = new MemoryKafka();
  kafka.createTopic("t", 2);
  const terminal = new RecordingTerminal();
  const args = ["--broker-list", `${HOST}:${PORT}`, "--report-interval-ms", "3000"];
  const running = kafkaReplicaVerification.run(args, terminal, environmentOf(kafka));
  const reported = async () => {
    while (!terminal.out.includes("max lag")) await new Promise((done) => setImmediate(done));
  };
  await withTime(kafka.clock, reported());
  terminal.interrupt();
  expect(await withTime(kafka.clock, running)).toBe(0);
  const [started, report] = terminal.out.split("\n").map((line) =>
    line.slice("yyyy-mm-dd ".length)
  );
  expect(started!.slice("hh:mm:ss,mmm".length)).toBe(": verification process is started");
  expect(report!.slice("hh:mm:ss,mmm".length)).toBe(
    ": max lag is 0 for partition t-0 at offset 0 among 2 partitions",
  );
});

test("kafka-replica-verification.sh tells that no topic is meant", async () => {
  const terminal = new RecordingTerminal();
  const args = ["--broker-list", `${HOST}:${PORT}`, "--topics-include", "x"];
  expect(await kafkaReplicaVerification.run(args, terminal, environmentOf(new MemoryKafka())))
    .toBe(1);
  expect(terminal.err).toStartWith("No topics found. ");
});
