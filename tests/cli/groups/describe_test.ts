import { describe, expect, test } from "bun:test";
import { recorded } from "../recorded.ts";
import { recordedKafka, runGroups } from "./recorded_groups.ts";

describe("kafka-consumer-groups.sh --describe", () => {
  test("offsets of an empty group, as recorded", async () => {
    expect((await runGroups(recordedKafka(), "--describe --group hello-group")).both).toBe(
      recorded("kafka_consumer_groups", "offsets of an empty group"),
    );
  });

  test("offsets of a live group, as recorded", async () => {
    expect((await runGroups(recordedKafka(), "--describe --group live-group")).both).toBe(
      recorded("kafka_consumer_groups", "offsets of a live group"),
    );
  });

  test("states, as recorded", async () => {
    const kafka = recordedKafka();
    expect((await runGroups(kafka, "--describe --group hello-group --state")).out).toBe(
      recorded("kafka_consumer_groups", "state of an empty group"),
    );
    expect((await runGroups(kafka, "--describe --group live-group --state")).out).toBe(
      recorded("kafka_consumer_groups", "state of a live group"),
    );
  });

  test("several groups by name; one that does not exist hides all, as in Kafka", async () => {
    const kafka = recordedKafka();
    const { out } = await runGroups(
      kafka,
      "--describe --group live-group --group hello-group --state",
    );
    expect(out.indexOf("hello-group")).toBeLessThan(out.indexOf("live-group"));
    expect(await runGroups(kafka, "--describe --group live-group --group nosuch")).toMatchObject({
      exitCode: 0,
      out: "\nError: Executing consumer group command failed due to " +
        "org.apache.kafka.common.errors.GroupIdNotFoundException: Group nosuch not found.\n",
    });
  });
});
