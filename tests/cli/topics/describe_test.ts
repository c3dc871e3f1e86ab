import { describe, expect, test } from "bun:test";
import { recorded } from "../recorded.ts";
import { recordedKafka, runTopics } from "./recorded_topics.ts";

describe("kafka-topics.sh --describe and --list", () => {
  test("lists topics by name", async () => {
    expect(await runTopics(recordedKafka(), "--list")).toEqual({
      exitCode: 0,
      out: "hello.kafka2\nhello_kafka\nhellok\n",
      err: "",
    });
  });

  test("describes all topics as recorded", async () => {
    expect((await runTopics(recordedKafka(), "--describe")).out).toBe(
      recorded("kafka_topics", "description of all topics"),
    );
  });

  test("describes with reports as recorded", async () => {
    const kafka = recordedKafka();
    expect((await runTopics(kafka, "--describe", "--under-replicated-partitions")).out).toBe("");
    expect((await runTopics(kafka, "--describe", "--unavailable-partitions")).out).toBe("");
    expect((await runTopics(kafka, "--describe", "--under-min-isr-partitions")).out).toBe("");
    expect((await runTopics(kafka, "--describe", "--topics-with-overrides")).out).toBe(
      recorded("kafka_topics", "topics with overrides"),
    );
    expect(
      (await runTopics(kafka, "--describe", "--at-min-isr-partitions", "--topic", "hello_kafka"))
        .out,
    )
      .toBe(
        "\tTopic: hello_kafka\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\tElr: \tLastKnownElr: \n",
      );
  });

  test("a topic id is described through Metadata, which knows no eligible leaders", async () => {
    const { out } = await runTopics(
      recordedKafka(),
      "--describe",
      "--topic-id",
      "1yfbSc_6TDuWweMKX0XD0Q",
    );
    expect(out).toContain("\tIsr: 1\tElr: N/A\tLastKnownElr: N/A\n");
  });

  test("a topic that does not exist", async () => {
    const kafka = recordedKafka();
    expect(await runTopics(kafka, "--describe", "--topic", "nosuch")).toEqual({
      exitCode: 1,
      out: "Error while executing topic command : Topic 'nosuch' does not exist as expected\n",
      err: "",
    });
    expect(await runTopics(kafka, "--describe", "--topic", "nosuch", "--if-exists")).toEqual({
      exitCode: 0,
      out: "",
      err: "",
    });
  });
});
