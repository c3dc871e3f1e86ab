import { describe, expect, test } from "bun:test";
import { DeleteGroups, OffsetDelete } from "../../../lib/client/apis.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { recorded } from "../recorded.ts";
import { recordedKafka, runGroups } from "./recorded_groups.ts";

describe("kafka-consumer-groups.sh --delete and --delete-offsets", () => {
  test("deletes groups, as recorded", async () => {
    const kafka = recordedKafka();
    kafka.broker.on(DeleteGroups, ({ groupsNames }) => ({
      results: groupsNames.map((groupId) => ({
        groupId,
        errorCode: groupId === "live-group" ? ErrorCode.NON_EMPTY_GROUP : 0,
      })),
    }));
    expect((await runGroups(kafka, "--delete --group hello-group")).out).toBe(
      "Deletion of requested consumer groups ('hello-group') was successful.\n",
    );
    expect((await runGroups(kafka, "--delete --group live-group")).out).toBe(
      recorded("kafka_consumer_groups", "deletion of a group with members"),
    );
    expect((await runGroups(kafka, "--delete --group live-group --group hello-group")).out)
      .toContain(
        "\n\nThese consumer groups were deleted successfully: 'hello-group'\n",
      );
  });

  test("deletes offsets, as recorded", async () => {
    const kafka = recordedKafka();
    kafka.broker.on(OffsetDelete, ({ groupId, topics }) => ({
      errorCode: groupId === "nosuch" ? ErrorCode.GROUP_ID_NOT_FOUND : 0,
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: 0 })),
      })),
    }));
    expect((await runGroups(kafka, "--delete-offsets --group hello-group --topic hellok")).out)
      .toBe(
        recorded("kafka_consumer_groups", "deletion of offsets"),
      );
    expect((await runGroups(kafka, "--delete-offsets --group nosuch --topic hellok:1")).out).toBe(
      recorded("kafka_consumer_groups", "deletion of offsets of no group"),
    );
    expect((await runGroups(kafka, "--delete-offsets --group hello-group --topic gone")).out).toBe(
      recorded("kafka_consumer_groups", "deletion of offsets of no topic"),
    );
  });
});
