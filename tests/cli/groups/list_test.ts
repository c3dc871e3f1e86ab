import { describe, expect, test } from "bun:test";
import { recorded } from "../recorded.ts";
import { recordedKafka, runGroups } from "./recorded_groups.ts";

describe("kafka-consumer-groups.sh --list", () => {
  test("lists groups of consumers, in the recorded order", async () => {
    expect(await runGroups(recordedKafka(), "--list")).toMatchObject({
      exitCode: 0,
      out: "console-consumer-51204\nconsole-consumer-4111\nhello-group\nconsole-consumer-19788\n",
    });
  });

  test("with states and types, as recorded", async () => {
    expect((await runGroups(recordedKafka(), "--list --state")).out).toBe(
      recorded("kafka_consumer_groups", "list with states"),
    );
    expect((await runGroups(recordedKafka(), "--list --type")).out).toBe(
      recorded("kafka_consumer_groups", "list with types"),
    );
    expect((await runGroups(recordedKafka(), "--list --state stable")).out).toBe(
      "GROUP                     STATE               \n",
    );
  });

  test("refuses states and types that do not exist", async () => {
    expect((await runGroups(recordedKafka(), "--list --state foo")).err.split("\n")[0]).toBe(
      "Invalid state list 'foo'. Valid states are: Dead, Stable, Empty, CompletingRebalance, " +
        "Reconciling, Assigning, PreparingRebalance",
    );
    expect((await runGroups(recordedKafka(), "--list --type foo")).err.split("\n")[0]).toBe(
      "Invalid types list 'foo'. Valid types are: Consumer, Classic",
    );
  });
});
