import { expect, test } from "bun:test";
import { javaClassOf, javaMessage, javaText } from "../../lib/cli/java_exception.ts";
import { BrokerError, TimedOutError } from "../../lib/client/errors.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";

const WHERE = { api: "Produce", broker: "b" };

test("errors have the names of Kafka's classes", () => {
  const names: [number, string][] = [
    [ErrorCode.TOPIC_ALREADY_EXISTS, "TopicExistsException"],
    [ErrorCode.INVALID_TOPIC_EXCEPTION, "InvalidTopicException"],
    [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "UnknownTopicOrPartitionException"],
    [ErrorCode.REQUEST_TIMED_OUT, "TimeoutException"],
    [ErrorCode.NON_EMPTY_GROUP, "GroupNotEmptyException"],
  ];
  for (const [code, name] of names) {
    expect(javaClassOf(code)).toBe(`org.apache.kafka.common.errors.${name}`);
  }
});

test("the broker's own words go before the script's", () => {
  expect(javaMessage(new BrokerError(ErrorCode.NON_EMPTY_GROUP, WHERE))).toBe(
    "The group is not empty.",
  );
  expect(javaMessage(new BrokerError(ErrorCode.NON_EMPTY_GROUP, { ...WHERE, reason: "own" })))
    .toBe("own");
  expect(javaText(new BrokerError(ErrorCode.GROUP_ID_NOT_FOUND, WHERE))).toBe(
    "org.apache.kafka.common.errors.GroupIdNotFoundException: The group id does not exist.",
  );
  expect(javaText(new TimedOutError("late", { retriable: false }))).toBe(
    "org.apache.kafka.common.errors.TimeoutException: late",
  );
  expect(javaText(new Error("odd"))).toBe("org.apache.kafka.common.KafkaException: odd");
});
