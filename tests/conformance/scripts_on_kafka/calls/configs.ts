/**
 * kafka-configs on topics, brokers, groups and client metrics.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { CONSOLE } from "./masks.ts";

export const configCalls: CallTable = {
  name: "configs",
  files: { "add.properties": "retention.ms=5000\nmax.message.bytes=3000\n" },
  calls: [
    "kafka-topics BS --create --topic adm.a --partitions 2",
    "kafka-topics BS --create --topic adm_b --partitions 1 --config retention.ms=1000",
    "kafka-configs BS --describe --entity-type topics --entity-name adm_b",
    "kafka-configs BS --describe --entity-type topics --entity-name adm_b --all",
    "kafka-configs BS --describe --topic adm.a",
    "kafka-configs BS --describe --entity-type topics --entity-name nosuch",
    "kafka-configs BS --alter --entity-type topics --entity-name adm.a --add-config " +
    "cleanup.policy=[compact,delete],retention.ms=1000",
    "kafka-configs BS --describe --topic adm.a",
    "kafka-configs BS --alter --topic adm.a --add-config-file $FILES/add.properties",
    "kafka-configs BS --alter --topic adm.a --delete-config retention.ms,cleanup.policy " +
    "--add-config segment.ms=100000",
    "kafka-configs BS --describe --topic adm.a",
    "kafka-configs BS --alter --topic adm.a --delete-config retention.ms",
    "kafka-configs BS --alter --topic adm.a --add-config retention.ms=xx",
    "kafka-configs BS --alter --topic adm.a --add-config nosuchconfig=1",
    "kafka-configs BS --alter --topic adm.a --add-config bad",
    "kafka-configs BS --alter --topic nosuch --add-config retention.ms=1",
    "kafka-configs BS --alter --topic adm.a",
    "kafka-configs BS --describe --topic a --entity-type topics",
    "kafka-configs BS --describe",
    "kafka-configs BS --describe --alter --topic adm.a",
    "kafka-configs BS",
    "kafka-configs --describe --topic adm.a",
    "kafka-configs BS --describe --entity-type foos",
    "kafka-configs BS --describe --entity-type topics",
    "kafka-configs BS --alter --entity-type brokers --entity-name 1 --add-config " +
    "log.cleaner.threads=2",
    "kafka-configs BS --describe --entity-type brokers --entity-name 1",
    "kafka-configs BS --describe --entity-type brokers",
    "kafka-configs BS --alter --broker 1 --delete-config log.cleaner.threads",
    "kafka-configs BS --alter --entity-type brokers --entity-default --add-config " +
    "log.cleaner.backoff.ms=15001",
    "kafka-configs BS --describe --broker-defaults",
    "kafka-configs BS --alter --broker-defaults --delete-config log.cleaner.backoff.ms",
    "kafka-configs BS --alter --broker 1 --add-config broker.id=3",
    "kafka-configs BS --describe --entity-type brokers --entity-name x",
    "kafka-configs BS --describe --entity-type broker-loggers",
    "kafka-configs BS --alter --broker-logger 1 --add-config nosuchlogger=DEBUG",
    "kafka-configs BS --alter --group g1 --add-config consumer.heartbeat.interval.ms=6000",
    "kafka-configs BS --describe --group g1",
    { line: "kafka-configs BS --describe --entity-type groups", masks: [CONSOLE], order: "any" },
    "kafka-configs BS --alter --group g1 --delete-config consumer.heartbeat.interval.ms",
    "kafka-configs BS --alter --client-metrics m1 --add-config interval.ms=6000",
    "kafka-configs BS --describe --client-metrics m1",
    "kafka-configs BS --alter --client-metrics m1 --delete-config interval.ms",
    "kafka-configs BS --describe --topic adm.a --command-config $FILES/nosuchfile",
    "kafka-configs BS --alter --topic adm.a --add-config-file $FILES/nosuchfile",
  ],
};
