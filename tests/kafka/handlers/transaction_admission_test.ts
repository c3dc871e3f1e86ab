import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { produce } from "../../../lib/kafka/handlers/produce.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { ProduceRequest, ProduceResponse } from "../../../lib/kafka/messages/produce.ts";
import { ErrorCode, errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { until } from "../../io/turns.ts";
import { batchOf, idempotentBatch, transactionalBatch } from "../batches.ts";
import { exchange, startTestBroker, type TestBroker, TestConnection } from "../test_broker.ts";

const api = { handler: produce, request: ProduceRequest, response: ProduceResponse };
/** First version whose partitions join the transaction by being written to. */
const IMPLICIT = 12;
const EXPLICIT = 9;
const ID = "payments";

let running: TestBroker;
let partition: PartitionLog;
/** What the coordinator was asked. */
let asked: string[];

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders", { partitions: 3 });
  partition = running.broker.partitions.get("orders", 0)!;
  asked = [];
  answerWith("NONE");
});
afterEach(() => running.close());

/** Lets the coordinator answer every question with this error. */
function answerWith(name: keyof typeof ErrorCode, after: Promise<unknown> = Promise.resolve()) {
  const { transactions } = running.broker;
  transactions.admit = async ({ partitions }) => {
    asked.push(`add ${partitions.map(({ topic, partition }) => `${topic}-${partition}`)}`);
    await after;
    return ErrorCode[name];
  };
  transactions.verifyPartitions = async ({ partitions }) => {
    asked.push(`verify ${partitions.map(({ topic, partition }) => `${topic}-${partition}`)}`);
    await after;
    return partitions.map(() => ErrorCode[name]);
  };
}

interface Sending {
  version?: number;
  acks?: number;
  transactionalId?: string | null;
  connection?: TestConnection;
}

async function sendAll(records: Record<number, Uint8Array>, sending: Sending = {}) {
  const { version = IMPLICIT, acks = 1, transactionalId = ID, connection } = sending;
  const answer = await exchange(running.broker, api, {
    version,
    ...(connection === undefined ? {} : { connection }),
    request: {
      transactionalId,
      acks,
      timeoutMs: 1000,
      topicData: [{
        name: "orders",
        partitionData: Object.entries(records)
          .map(([index, bytes]) => ({ index: Number(index), records: bytes })),
      }],
    },
  });
  return answer?.responses[0]?.partitionResponses
    .map(({ errorCode, baseOffset }) => `${errorName(errorCode)} ${baseOffset}`) ?? null;
}

async function send(records: Uint8Array, sending: Sending = {}) {
  return (await sendAll({ 0: records }, sending))?.[0] ?? null;
}

function batch(sequence = 0, epoch = 0, id = 5) {
  return transactionalBatch(["value"], { id, epoch, sequence });
}

function endTransaction(producerEpoch: number, transactionVersion = 2) {
  partition.appendMarker({
    producerId: 5,
    producerEpoch,
    coordinatorEpoch: 0,
    isCommit: false,
    transactionVersion,
  }, 0);
}

describe("the coordinator is asked", () => {
  test("once for a transaction: later batches find it open", async () => {
    expect(await send(batch(0))).toBe("NONE 0");
    expect(await send(batch(1))).toBe("NONE 1");
    expect(asked).toEqual(["add orders-0"]);
    expect(partition.lastStableOffset).toBe(0);
  });

  test("to verify where the client has added the partition itself", async () => {
    expect(await send(batch(0), { version: EXPLICIT })).toBe("NONE 0");
    expect(asked).toEqual(["verify orders-0"]);
  });

  test("once for all partitions of a request", async () => {
    await send(batch(0));
    expect(await sendAll({ 0: batch(1), 1: batch(0), 2: batch(0) }))
      .toEqual(["NONE 1", "NONE 0", "NONE 0"]);
    expect(asked).toEqual(["add orders-0", "add orders-1,orders-2"]);
  });

  test("again for the next transaction", async () => {
    await send(batch(0));
    endTransaction(1);
    expect(await send(batch(0, 1))).toBe("NONE 2");
    expect(asked).toEqual(["add orders-0", "add orders-0"]);
  });

  test("never for a batch outside of transactions", async () => {
    expect(await send(batchOf(["plain"]))).toBe("NONE 0");
    expect(await send(idempotentBatch(["mine"], { id: 6, epoch: 0, sequence: 0 }))).toBe("NONE 1");
    expect(asked).toEqual([]);
  });

  test("never to verify with transaction.partition.verification.enable=false", async () => {
    await running.close();
    running = await startTestBroker({
      overrides: ["transaction.partition.verification.enable=false"],
    });
    await running.createTopic("orders", { partitions: 3 });
    answerWith("NONE");
    expect(await send(batch(0), { version: EXPLICIT })).toBe("NONE 0");
    expect(asked).toEqual([]);
    expect(await sendAll({ 1: batch(0) })).toEqual(["NONE 0"]);
    expect(asked).toEqual(["add orders-1"]);
  });

  test("never about an epoch that the partition knows to be stale", async () => {
    await send(batch(0, 3));
    expect(await send(batch(0, 2))).toBe("INVALID_PRODUCER_EPOCH -1");
    expect(asked).toEqual(["add orders-0"]);
  });
});

describe("its refusal is told as clients of the version know it", () => {
  const rows: [keyof typeof ErrorCode, number, string][] = [
    ["PRODUCER_FENCED", 12, "INVALID_PRODUCER_EPOCH"],
    ["INVALID_PRODUCER_EPOCH", 12, "INVALID_PRODUCER_EPOCH"],
    ["INVALID_PRODUCER_ID_MAPPING", 12, "INVALID_PRODUCER_ID_MAPPING"],
    ["INVALID_TXN_STATE", 12, "INVALID_TXN_STATE"],
    ["TRANSACTION_ABORTABLE", 10, "INVALID_TXN_STATE"],
    ["TRANSACTION_ABORTABLE", 11, "TRANSACTION_ABORTABLE"],
    ["TRANSACTION_ABORTABLE", 12, "TRANSACTION_ABORTABLE"],
    ["CONCURRENT_TRANSACTIONS", 11, "NOT_ENOUGH_REPLICAS"],
    ["CONCURRENT_TRANSACTIONS", 12, "CONCURRENT_TRANSACTIONS"],
    ["COORDINATOR_LOAD_IN_PROGRESS", 12, "NOT_ENOUGH_REPLICAS"],
    ["COORDINATOR_NOT_AVAILABLE", 3, "NOT_ENOUGH_REPLICAS"],
    ["NOT_COORDINATOR", 12, "NOT_ENOUGH_REPLICAS"],
  ];
  test.each(rows)("%s, version %i: %s", async (answered, version, expected) => {
    answerWith(answered);
    expect(await send(batch(0), { version })).toBe(`${expected} -1`);
    expect(partition.logEndOffset).toBe(0);
    expect(running.traffic.refusals).toHaveLength(1);
  });

  test("a coordinator that breaks is an error of the server", async () => {
    running.broker.transactions.admit = () => Promise.reject(new Error("broken"));
    expect(await send(batch(0))).toBe("UNKNOWN_SERVER_ERROR -1");
    expect(running.logger.lines.map(({ message }) => message).join()).toContain("broken");
    answerWith("NONE");
    expect(await send(batch(0))).toBe("NONE 0");
  });

  test("with acks=0 by hanging up", async () => {
    answerWith("PRODUCER_FENCED");
    const connection = new TestConnection();
    expect(await send(batch(0), { acks: 0, connection })).toBeNull();
    await until("it hangs up", () => connection.hangUps.length > 0);
    expect(connection.hangUps.join()).toContain("INVALID_PRODUCER_EPOCH");
  });
});

describe("a request as a whole is refused", () => {
  test("with a transactional batch and no transactional id", async () => {
    expect(await sendAll({ 0: batchOf(["plain"]), 1: batch(0) }, { transactionalId: null }))
      .toEqual([
        "TRANSACTIONAL_ID_AUTHORIZATION_FAILED -1",
        "TRANSACTIONAL_ID_AUTHORIZATION_FAILED -1",
      ]);
    expect(partition.logEndOffset).toBe(0);
  });

  test.each([[batch(0, 0, 6)], [batch(0, 1, 5)]])("with two producers", async (other) => {
    expect(await sendAll({ 0: batch(0), 1: other.slice() }))
      .toEqual(["INVALID_PRODUCER_ID_MAPPING -1", "INVALID_PRODUCER_ID_MAPPING -1"]);
    expect(asked).toEqual([]);
  });
});

describe("while the coordinator has not answered", () => {
  let release: () => void;

  function hold(): void {
    answerWith("NONE", new Promise<void>((resolve) => release = resolve));
  }

  test("batches of the producer wait in their order, others do not", async () => {
    hold();
    const sent = [batch(0), batch(1), batch(2)].map((records) => send(records));
    expect(await send(batchOf(["plain"]))).toBe("NONE 0");
    release();
    expect(await Promise.all(sent)).toEqual(["NONE 1", "NONE 2", "NONE 3"]);
    expect(asked).toEqual(["add orders-0"]);
    expect(partition.producers.verifications.turnOf(5)).toBeUndefined();
  });

  test("a marker makes the answer worthless", async () => {
    hold();
    const sent = send(batch(0, 1));
    await new Promise(setImmediate);
    endTransaction(1);
    release();
    expect(await sent).toBe("INVALID_TXN_STATE -1");
    expect(partition.lastStableOffset).toBe(partition.highWatermark);
    expect(await send(batch(0, 1))).toBe("NONE 1");
  });

  test("a batch after a refused one is refused as well", async () => {
    hold();
    const first = send(batch(0), { version: EXPLICIT });
    const second = send(batch(1), { version: EXPLICIT });
    await new Promise(setImmediate);
    const releaseFirst = release;
    answerWith("NONE");
    running.broker.partitions.get("orders", 0)!.producers.verifications.start(
      { producerId: 5, epoch: 0, baseSequence: 0 },
      { nowMs: 0, bumpsEpoch: false },
    );
    const { append } = partition;
    partition.append = () => {
      partition.append = append;
      throw new Error("refused");
    };
    releaseFirst();
    expect(await first).toBe("UNKNOWN_SERVER_ERROR -1");
    expect(await second).toBe("OUT_OF_ORDER_SEQUENCE_NUMBER -1");
    expect(await send(batch(0), { version: EXPLICIT })).toBe("NONE 0");
  });
});

test("acks=all waits for the disk", async () => {
  expect(await send(batch(0), { acks: -1 })).toBe("NONE 0");
  expect(partition.log.flushedOffset).toBe(1);
});

test("with the real coordinator a partition joins the transaction by a write", async () => {
  const real = Object.getPrototypeOf(
    running.broker.transactions,
  ) as typeof running.broker.transactions;
  running.broker.transactions.admit = real.admit;
  const init = { transactionalId: ID, timeoutMs: 60_000, current: null };
  const producer = await running.broker.transactions.initProducerId(init);
  expect(producer.errorCode).toBe(ErrorCode.NONE);
  const { producerId, producerEpoch } = producer;
  expect(await send(batch(0, producerEpoch, producerId))).toBe("NONE 0");
  expect(partition.lastStableOffset).toBe(0);
  const end = { transactionalId: ID, producerId, producerEpoch, isCommit: false, bumpsEpoch: true };
  const ended = await running.broker.transactions.endTransaction(end);
  expect(ended).toMatchObject({ errorCode: ErrorCode.NONE, producerEpoch: producerEpoch + 1 });
  await until("the marker is written", () => partition.lastStableOffset > 0);
  expect(await partition.abortedTransactions(0, 1)).toMatchObject([{ producerId, firstOffset: 0 }]);
  expect(await send(batch(1, producerEpoch, producerId))).toBe("INVALID_PRODUCER_EPOCH -1");
  expect(await send(batch(0, producerEpoch + 1, producerId))).toBe("NONE 2");
});
