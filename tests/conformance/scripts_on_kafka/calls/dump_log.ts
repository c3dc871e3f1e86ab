/**
 * kafka-dump-log on the data folder of the real side's broker.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";

const segment = "$LOGS/one-0/00000000000000000000";

export const dumpLogCalls: CallTable = {
  name: "dump_log",
  calls: [
    `kafka-dump-log --files ${segment}.log`,
    `kafka-dump-log --files ${segment}.log --print-data-log`,
    `kafka-dump-log --files ${segment}.log --print-data-log --skip-record-metadata`,
    `kafka-dump-log --files ${segment}.log --deep-iteration --max-bytes 100`,
    `kafka-dump-log --files ${segment}.index --index-sanity-check`,
    `kafka-dump-log --files ${segment}.timeindex`,
    `kafka-dump-log --files ${segment}.index,${segment}.timeindex --verify-index-only`,
    "kafka-dump-log --files $LOGS/committed-0/00000000000000000000.log --print-data-log",
    "kafka-dump-log --files $LOGS/__consumer_offsets-0/00000000000000000000.log --offsets-decoder",
    "kafka-dump-log --files $LOGS/__consumer_offsets-2/00000000000000000000.log --offsets-decoder",
    "kafka-dump-log --files $LOGS/__transaction_state-1/00000000000000000000.log " +
    "--transaction-log-decoder",
    "kafka-dump-log --files $LOGS/__share_group_state-1/00000000000000000000.log " +
    "--share-group-state-decoder",
    "kafka-dump-log --files $LOGS/one-0/nosuch.log",
    "kafka-dump-log --files $LOGS/one-0/partition.metadata",
    "kafka-dump-log --print-data-log",
    "kafka-dump-log",
  ],
};
