import { describe, expect, test } from "bun:test";
import { CreatePartitions, CreateTopics, DeleteTopics } from "../../lib/client/apis.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { recordedKafka, runTopics } from "./topics/recorded_topics.ts";

describe("kafka-topics.sh --create, --alter and --delete", () => {
  test("creates, with the warning for names that could collide", async () => {
    const kafka = recordedKafka();
    kafka.broker.on(CreateTopics, ({ topics }) => ({
      topics: topics.map(({ name }) => ({ name, errorCode: 0, errorMessage: null })),
    }));
    expect(await runTopics(kafka, "--create", "--topic", "plain", "--partitions", "3")).toEqual({
      exitCode: 0,
      out: "Created topic plain.\n",
      err: "",
    });
    const args = ["--config", "retention.ms=172800000", "--config", "cleanup.policy=compact"];
    expect((await runTopics(kafka, "--create", "--topic", "hello.kafka3", ...args)).out).toBe(
      "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') " +
        "could collide. To avoid issues it is best to use either, but not both.\n" +
        "Created topic hello.kafka3.\n",
    );
    expect(kafka.broker.requests(CreateTopics)[1]!.request).toMatchObject({
      topics: [{
        configs: [{ name: "retention.ms", value: "172800000" }, {
          name: "cleanup.policy",
          value: "compact",
        }],
      }],
    });
  });

  test("prints the broker's refusal and leaves with 1", async () => {
    const kafka = recordedKafka();
    kafka.broker.on(CreateTopics, () => ({
      topics: [{
        name: "hellok",
        errorCode: ErrorCode.TOPIC_ALREADY_EXISTS,
        errorMessage: "Topic 'hellok' already exists.",
      }],
    }));
    expect(await runTopics(kafka, "--create", "--topic", "hellok")).toEqual({
      exitCode: 1,
      out: "Error while executing topic command : Topic 'hellok' already exists.\n",
      err: "",
    });
    expect((await runTopics(kafka, "--create", "--topic", "hellok", "--if-not-exists")).exitCode)
      .toBe(0);
  });

  test("refuses what cannot be before asking the broker", async () => {
    const cases: [string[], string][] = [
      [["--partitions", "0"], "The partitions must be greater than 0"],
      [
        ["--replication-factor", "0"],
        "The replication factor must be between 1 and 32767 inclusive",
      ],
      [
        ["--config", "nope"],
        'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
      ],
      [
        ["--replica-assignment", "1:1"],
        "Partition replica lists may not contain duplicate entries: 1",
      ],
    ];
    for (const [args, text] of cases) {
      expect((await runTopics(recordedKafka(), "--create", "--topic", "x", ...args)).out).toBe(
        `Error while executing topic command : ${text}\n`,
      );
    }
  });

  test("adds partitions to all topics that match", async () => {
    const kafka = recordedKafka();
    kafka.broker.on(CreatePartitions, ({ topics }) => ({
      results: topics.map(({ name }) => ({ name, errorCode: 0 })),
    }));
    expect(await runTopics(kafka, "--alter", "--topic", "hello.kafka.*", "--partitions", "3"))
      .toEqual({
        exitCode: 0,
        out: "",
        err: "",
      });
    expect(kafka.broker.requests(CreatePartitions)[0]!.request).toMatchObject({
      topics: [{ name: "hello.kafka2", count: 3 }, { name: "hello_kafka", count: 3 }],
    });
  });

  test("deletes", async () => {
    const kafka = recordedKafka();
    kafka.broker.on(DeleteTopics, ({ topics }) => ({
      responses: topics.map(({ name }) => ({ name, errorCode: 0 })),
    }));
    expect(await runTopics(kafka, "--delete", "--topic", "hellok")).toEqual({
      exitCode: 0,
      out: "",
      err: "",
    });
    expect((await runTopics(kafka, "--delete", "--topic", "gone")).out).toBe(
      "Error while executing topic command : Topic 'gone' does not exist as expected\n",
    );
  });
});
