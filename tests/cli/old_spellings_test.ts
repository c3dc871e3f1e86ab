/**
 * How calls were written before Kafka 4: names that have gone since are taken, or refused with what
 * to use instead.
 *
 * @module
 */
import { expect, test } from "bun:test";
import { kafkaAcls } from "../../lib/cli/kafka_acls.ts";
import { kafkaConsoleConsumer } from "../../lib/cli/kafka_console_consumer.ts";
import { kafkaConsoleProducer } from "../../lib/cli/kafka_console_producer.ts";
import { kafkaConsumerGroups } from "../../lib/cli/kafka_consumer_groups.ts";
import { kafkaConsumerPerfTest } from "../../lib/cli/kafka_consumer_perf_test.ts";
import { kafkaGetOffsets } from "../../lib/cli/kafka_get_offsets.ts";
import { kafkaStreamsApplicationReset } from "../../lib/cli/kafka_streams_application_reset.ts";
import { kafkaTopics } from "../../lib/cli/kafka_topics.ts";
import { kafkaVerifiableConsumer } from "../../lib/cli/kafka_verifiable_consumer.ts";
import { kafkaVerifiableProducer } from "../../lib/cli/kafka_verifiable_producer.ts";
import type { Command } from "../../lib/cli/command.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

/** What the command is to be told when nobody answers: it has read its arguments then. */
async function firstLine(command: Command, line: string): Promise<string> {
  const terminal = new RecordingTerminal();
  await command.run(line.split(" "), terminal);
  return terminal.err.split("\n")[0]!;
}

const GONE: readonly [Command, string, RegExp][] = [
  [
    kafkaConsoleConsumer,
    "--zookeeper z:2181 --topic t",
    /^Option zookeeper is not there: .* --boot/,
  ],
  [kafkaConsumerGroups, "--zookeeper z:2181 --list", /^Option zookeeper is not there: .* --boot/],
  [kafkaConsumerGroups, "-zookeeper z:2181 -list", /^Option zookeeper is not there: /],
  [kafkaConsoleProducer, "--zookeeper z:2181 --topic t", /^Option zookeeper is not there: /],
  [kafkaConsumerPerfTest, "--zookeeper z:2181 --topic t --messages 1", /^Option zookeeper is not /],
  [
    kafkaAcls,
    "--authorizer-properties zookeeper.connect=z --list",
    /^Option authorizer-properties/,
  ],
];

test("what asked ZooKeeper is refused in one line that says what to use", async () => {
  for (const [command, line, fault] of GONE) expect(await firstLine(command, line)).toMatch(fault);
});

const TAKEN: readonly [Command, string][] = [
  [kafkaTopics, "zookeeper"],
  [kafkaConsoleProducer, "broker-list"],
  [kafkaConsoleProducer, "property"],
  [kafkaConsoleProducer, "producer-property"],
  [kafkaConsoleProducer, "producer.config"],
  [kafkaConsoleConsumer, "new-consumer"],
  [kafkaConsoleConsumer, "property"],
  [kafkaConsoleConsumer, "formatter-property"],
  [kafkaConsoleConsumer, "consumer-property"],
  [kafkaConsoleConsumer, "consumer.config"],
  [kafkaConsoleConsumer, "whitelist"],
  [kafkaConsumerGroups, "new-consumer"],
  [kafkaConsumerPerfTest, "new-consumer"],
  [kafkaConsumerPerfTest, "broker-list"],
  [kafkaConsumerPerfTest, "messages"],
  [kafkaConsumerPerfTest, "consumer.config"],
  [kafkaGetOffsets, "broker-list"],
  [kafkaStreamsApplicationReset, "zookeeper"],
  [kafkaStreamsApplicationReset, "config-file"],
  [kafkaVerifiableConsumer, "consumer.config"],
  [kafkaVerifiableProducer, "producer.config"],
];

test("old names are there", () => {
  const missing = TAKEN.filter(([command, name]) =>
    !(command.options ?? []).some((option) => option.name === name)
  );
  expect(missing.map(([command, name]) => `${command.script} --${name}`)).toEqual([]);
});
