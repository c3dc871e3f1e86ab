/**
 * kafka-topics: topics are made, shown, changed and deleted.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { ANY_ORDER_IN_BRACKETS, UUID } from "./masks.ts";

export const topicCalls: CallTable = {
  name: "topics",
  calls: [
    "kafka-topics BS --list",
    "kafka-topics BS --create --topic first --partitions 3 --replication-factor 1",
    "kafka-topics BS --create --topic hello_kafka",
    "kafka-topics BS --create --topic hello.kafka",
    "kafka-topics BS --create --topic first",
    "kafka-topics BS --create --topic first --if-not-exists",
    "kafka-topics BS --create --topic cfg --partitions 2 --config retention.ms=172800000 " +
    "--config cleanup.policy=compact",
    "kafka-topics BS --create --topic placed --replica-assignment 1,1",
    "kafka-topics BS --create --topic bad --replication-factor 3",
    "kafka-topics BS --create --topic bad --partitions 0",
    "kafka-topics BS --create --topic bad --partitions x",
    "kafka-topics BS --create --topic bad!topic",
    "kafka-topics BS --create --topic bad --config nope=1",
    "kafka-topics BS --create --topic bad --config retention.ms=abc",
    "kafka-topics BS --create --topic bad --replica-assignment 1:9",
    "kafka-topics BS --create --topic bad --replica-assignment 1 --partitions 2",
    "kafka-topics BS --create",
    "kafka-topics BS --list",
    "kafka-topics BS --list --exclude-internal",
    "kafka-topics BS --list --topic f.*",
    { line: "kafka-topics BS --describe", masks: [UUID] },
    { line: "kafka-topics BS --describe --topic cfg", masks: [UUID] },
    { line: "kafka-topics BS --describe --topic first --topic placed", masks: [UUID] },
    "kafka-topics BS --describe --topic nosuch",
    "kafka-topics BS --describe --topic nosuch --if-exists",
    "kafka-topics BS --describe --topic-id AAAAAAAAAAAAAAAAAAAAAg",
    "kafka-topics BS --describe --topic-id short",
    "kafka-topics BS --describe --under-replicated-partitions",
    "kafka-topics BS --describe --unavailable-partitions",
    "kafka-topics BS --describe --under-min-isr-partitions",
    { line: "kafka-topics BS --describe --at-min-isr-partitions", masks: [UUID] },
    { line: "kafka-topics BS --describe --topics-with-overrides", masks: [UUID] },
    "kafka-topics BS --alter --topic first --partitions 4",
    "kafka-topics BS --alter --topic first --partitions 2",
    "kafka-topics BS --alter --topic nosuch --partitions 2",
    "kafka-topics BS --alter --topic nosuch --partitions 2 --if-exists",
    "kafka-topics BS --alter --topic first",
    {
      line: "kafka-topics BS --alter --topic first --config a=b --partitions 9",
      masks: [ANY_ORDER_IN_BRACKETS],
    },
    { line: "kafka-topics BS --describe --topic first", masks: [UUID] },
    "kafka-topics BS --delete --topic placed",
    "kafka-topics BS --delete --topic placed",
    "kafka-topics BS --delete --topic placed --if-exists",
    "kafka-topics BS --delete",
    "kafka-topics BS --list",
    "kafka-topics BS",
    "kafka-topics --list",
    "kafka-topics BS --list --create --topic two",
    "kafka-topics BS --list --nope",
    "kafka-topics BS --describe --topic first --partitions",
    "kafka-topics --bootstrap-server nosuchport --list",
  ],
};
