import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kafkaTransactions } from "../../lib/cli/kafka_transactions.ts";
import { withTime } from "../client/run_clock.ts";
import { NOW_MS, transactionalBatch } from "../kafka/batches.ts";
import { ID, TransactionCalls } from "../kafka/handlers/transaction_calls.ts";
import { MemoryKedge } from "./memory_kedge.ts";

let calls: TransactionCalls;
let kedge: MemoryKedge;

beforeAll(async () => {
  calls = await TransactionCalls.start();
  kedge = MemoryKedge.of(calls.running);
  const { producerId, producerEpoch } = await calls.init();
  await calls.add({ producerId, producerEpoch });
  const producer = { id: Number(producerId), epoch: producerEpoch, sequence: 0 };
  await kedge.append("t", transactionalBatch(["a", "b"], producer), ID);
});
afterAll(() => kedge.close());

/** The cells of each line. */
async function cellsOf(words: string): Promise<string[][]> {
  const { exitCode, out, err } = await kedge.run(kafkaTransactions, words);
  expect([exitCode, err]).toEqual([0, ""]);
  return out.split("\n").slice(0, -1)
    .map((line) => line.split("\t").map((cell) => cell.trim()));
}

describe("kafka-transactions.sh", () => {
  test("list", async () => {
    const table = [
      ["TransactionalId", "Coordinator", "ProducerId", "TransactionState", ""],
      [ID, "1", "0", "Ongoing", ""],
    ];
    expect(await cellsOf("list")).toEqual(table);
    expect(await cellsOf("list --transactional-id-pattern transaction.*")).toEqual(table);
    expect(await cellsOf("list --duration-filter 1000000")).toEqual([table[0]!]);
  });

  test("describe", async () => {
    expect(await cellsOf(`describe --transactional-id ${ID}`)).toEqual([
      [
        "CoordinatorId",
        "TransactionalId",
        "ProducerId",
        "ProducerEpoch",
        "TransactionState",
        "TransactionTimeoutMs",
        "CurrentTransactionStartTimeMs",
        "TransactionDurationMs",
        "TopicPartitions",
        "",
      ],
      ["1", ID, "0", "0", "Ongoing", "60000", String(NOW_MS), "0", "t-0,t-1", ""],
    ]);
    expect(await kedge.run(kafkaTransactions, "describe --transactional-id nosuch")).toEqual({
      exitCode: 1,
      out: "",
      err: "Failed to describe transaction state of transactional-id `nosuch`: " +
        "DescribeTransactions request for transactionalId `nosuch` failed because the ID could " +
        "not be found.\n",
    });
  });

  test("describe-producers", async () => {
    expect(await cellsOf("describe-producers --topic t --partition 0")).toEqual([
      [
        "ProducerId",
        "ProducerEpoch",
        "LatestCoordinatorEpoch",
        "LastSequence",
        "LastTimestamp",
        "CurrentTransactionStartOffset",
        "",
      ],
      ["0", "0", "-1", "1", String(NOW_MS), "0", ""],
    ]);
    expect((await kedge.run(kafkaTransactions, "describe-producers --topic no --partition 0")).err)
      .toBe(
        "Failed to describe producers for partition no-0 on leader: Partition no-0 does not " +
          "exist.\n",
      );
  });

  test("find-hanging leaves out what a coordinator will end, and finds the rest", async () => {
    const none = await cellsOf("find-hanging --broker-id 1");
    expect(none).toEqual([[
      "Topic",
      "Partition",
      "ProducerId",
      "ProducerEpoch",
      "CoordinatorEpoch",
      "StartOffset",
      "LastTimestamp",
      "Duration(min)",
      "",
    ]]);
    // A producer that no coordinator knows.
    const stray = transactionalBatch(["x"], { id: 77, epoch: 3, sequence: 0 });
    calls.running.broker.partitions.get("t", 1)!.append(stray);
    const search = "find-hanging --topic t --max-transaction-timeout -1";
    expect((await cellsOf(search)).slice(1)).toEqual([
      ["t", "1", "77", "3", "-1", "0", String(NOW_MS), "0", ""],
    ]);
    expect(await kedge.run(kafkaTransactions, "abort --topic t --partition 1 --start-offset 0"))
      .toEqual({ exitCode: 0, out: "", err: "" });
    expect(await cellsOf(search)).toEqual(none);
  });

  test("forceTerminateTransaction ends the open transaction", async () => {
    const words = `forceTerminateTransaction --transactionalId ${ID}`;
    // The coordinator has it tried again until the markers are written.
    const ran = await withTime(calls.running.clock, kedge.run(kafkaTransactions, words));
    expect(ran).toEqual({ exitCode: 0, out: "", err: "" });
    expect(await calls.state()).not.toContain("Ongoing");
  });

  test("tells what cannot be, as recorded", async () => {
    const cases: [string, string][] = [
      [
        "find-hanging",
        "The `find-hanging` command requires either --topic or --broker-id to limit the scope of " +
        "the search",
      ],
      [
        "abort --topic t --partition 0 --start-offset 99",
        "Could not find any open transactions starting at offset 99 on partition t-0",
      ],
      [
        "abort --topic t --partition 0",
        "The transaction to abort must be identified either with --start-offset (for brokers on " +
        "3.0 or above) or with --producer-id, --producer-epoch, and --coordinator-epoch (for " +
        "older brokers)",
      ],
      [
        "abort --topic t --partition 0 --producer-id 1",
        "Missing required argument --producer-epoch",
      ],
    ];
    for (const [words, fault] of cases) {
      expect(await kedge.run(kafkaTransactions, words))
        .toEqual({ exitCode: 1, out: "", err: `${fault}\n` });
    }
    const usage: [string[], string][] = [
      [[], "error: too few arguments"],
      [["nosuch"], "error: invalid choice: 'nosuch' (choose from 'list', 'describe', "],
      [["list"], "error: argument --bootstrap-server is required"],
      [["--nope"], "kafka-transactions.sh: error: unrecognized arguments: '--nope'\n"],
      [["list", "--nope", "x"], "kafka-transactions.sh: error: unrecognized arguments: '--nope'\n"],
      [["list", "two", "words"], "error: unrecognized arguments: 'two words'\n"],
    ];
    for (const [args, fault] of usage) {
      const { exitCode, err } = await kedge.runArguments(kafkaTransactions, args);
      expect([exitCode, err.includes(fault)]).toEqual([1, true]);
    }
  });
});
