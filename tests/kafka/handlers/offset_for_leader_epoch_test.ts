import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { offsetForLeaderEpoch } from "../../../lib/kafka/handlers/offset_for_leader_epoch.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from "../../../lib/kafka/messages/offset_for_leader_epoch.ts";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import { batchOf } from "../batches.ts";
import { send, startTestBroker, type TestBroker, versionsOf } from "../test_broker.ts";

const api = {
  handler: offsetForLeaderEpoch,
  request: OffsetForLeaderEpochRequest,
  response: OffsetForLeaderEpochResponse,
};
/** First version in which the answer names the epoch. */
const ANSWERED_EPOCH_VERSION = 1;
/** First version in which the request names the client's. */
const CURRENT_EPOCH_VERSION = 2;

let running: TestBroker;
let partition: PartitionLog;

beforeEach(async () => {
  running = await startTestBroker();
  await running.createTopic("orders");
  partition = running.broker.partitions.get("orders", 0)!;
  partition.append(batchOf(["a", "b", "c"]));
});
afterEach(() => running.close());

async function ask(
  leaderEpoch: number,
  { version = 4, topic = "orders", index = 0, currentLeaderEpoch = -1 } = {},
) {
  const { topics } = await send(running.broker, api, {
    version,
    request: {
      topics: [{
        topic,
        partitions: [{
          partition: index,
          leaderEpoch,
          ...(version < CURRENT_EPOCH_VERSION ? {} : { currentLeaderEpoch }),
        }],
      }],
    },
  });
  expect(topics[0]?.topic).toBe(topic);
  return topics[0]!.partitions[0]!;
}

test.each(versionsOf(offsetForLeaderEpoch))(
  "version %i: the epoch reaches to the end",
  async (version) => {
    expect(await ask(0, { version })).toMatchObject({
      errorCode: 0,
      partition: 0,
      endOffset: 3,
      leaderEpoch: version < ANSWERED_EPOCH_VERSION ? -1 : 0,
    });
  },
);

test("earlier epochs reach to the end as well: one replica never truncates", async () => {
  partition.leaderEpoch = 4;
  expect(await ask(2)).toMatchObject({ errorCode: 0, leaderEpoch: 2, endOffset: 3 });
});

test.each([-1, 1])("epoch %i is not known", async (epoch) => {
  expect(await ask(epoch)).toMatchObject({ errorCode: 0, leaderEpoch: -1, endOffset: -1 });
});

describe("refusals", () => {
  test("a client that knows a newer leader", async () => {
    const { errorCode, endOffset } = await ask(0, { currentLeaderEpoch: 1 });
    expect([errorName(errorCode), endOffset]).toEqual(["UNKNOWN_LEADER_EPOCH", -1]);
  });

  test("a client that knows an older leader", async () => {
    partition.leaderEpoch = 2;
    const { errorCode } = await ask(0, { currentLeaderEpoch: 1 });
    expect(errorName(errorCode)).toBe("FENCED_LEADER_EPOCH");
  });

  test.each([["missing", 0], ["orders", 5]])("partition %s %i", async (topic, index) => {
    const { errorCode } = await ask(0, { topic, index });
    expect(errorName(errorCode)).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  });

  test("a log that is offline", async () => {
    partition.log.setOffline("broken");
    expect(errorName((await ask(0)).errorCode)).toBe("KAFKA_STORAGE_ERROR");
  });
});
