/**
 * kafka-configs.sh: "Modifying topics", "Setting quotas" and "Updating broker configs".
 *
 * @module
 */
import { replaced, sortedItems, sortedLines, withoutLines } from "../changes.ts";
import { type CommandLine, each } from "../command_line.ts";
import type { Mask, Rewording } from "../compare.ts";

const BY_ZOOKEEPER = "kafka-configs.sh --zookeeper {zookeeper}";
const BY_BROKERS = "kafka-configs.sh --bootstrap-server {bootstrap}";
const QUOTAS = "--add-config " +
  "producer_byte_rate=1024,consumer_byte_rate=2048,request_percentage=200";

/** What Kafka 2.5 and its successors word otherwise than 2.1. */
const REWORDED: readonly Rewording[] = [
  {
    releases: ["2.1"],
    why: "--zookeeper is warned of since 2.5",
    newer: withoutLines(
      /^(Warning: --zookeeper is deprecated .*|Use --bootstrap-server instead to specify .*)$/,
    ),
  },
  {
    releases: ["2.1"],
    why: "the sentence of a change by ZooKeeper",
    older: replaced(/^Completed Updating config/m, "Completed updating config"),
  },
  {
    releases: ["2.1"],
    why: "the sentences of a change by brokers",
    older: replaced(/^(Completed updating config for broker): (\d+)\.$/m, "$1 $2."),
  },
  {
    releases: ["2.1"],
    why: "a full stop in the place of a comma",
    older: replaced(/^(Completed updating default config .* cluster),$/m, "$1."),
  },
  {
    releases: ["2.1"],
    why: "the headings tell dynamic configs from others",
    older: replaced(/^Configs for broker 0 are:$/m, "Dynamic configs for broker 0 are:"),
  },
  {
    releases: ["2.1"],
    why: "the plural",
    older: replaced(/^Default config for brokers/m, "Default configs for brokers"),
  },
];
const UNORDERED: readonly Mask[] = [
  {
    why: "configs and quotas are listed in the orders of hash tables",
    change: sortedItems(/(?<=^(?:C|Quota c)onfigs for .* are )\S.*$/gm),
  },
  { why: "ZooKeeper lists children in no order, and brokers quotas", change: sortedLines },
];

const topicsByZookeeper = each({ releases: ["2.1", "2.5"], reworded: REWORDED }, [
  `${BY_ZOOKEEPER} --entity-type topics --entity-name test --alter` +
  " --add-config max.message.bytes=128000",
  `${BY_ZOOKEEPER} --entity-type topics --entity-name test --describe`,
  { line: `${BY_ZOOKEEPER} --describe --entity-type topics`, masks: UNORDERED },
  `${BY_ZOOKEEPER} --entity-type topics --entity-name test --alter` +
  " --delete-config max.message.bytes",
]);

const topicsByBrokers = each({ releases: ["2.5", "2.8", "3.5"] }, [
  `${BY_BROKERS} --entity-type topics --entity-name test --alter` +
  " --add-config max.message.bytes=128000",
  `${BY_BROKERS} --entity-type topics --entity-name test --describe`,
  {
    line: `${BY_BROKERS} --describe --entity-type topics`,
    releases: ["2.8", "3.5"],
    reworded: [{
      releases: ["2.8"],
      why: "the configs of a topic are sorted since 3.0",
      older: sortedLines,
      newer: sortedLines,
    }],
  },
  `${BY_BROKERS} --entity-type topics --entity-name test --alter` +
  " --delete-config max.message.bytes",
  `${BY_BROKERS} --entity-type topics --entity-name test --describe`,
]);

const brokers = each({ reworded: REWORDED }, [
  `${BY_BROKERS} --entity-type brokers --entity-name 0 --alter --add-config log.cleaner.threads=2`,
  {
    line: `${BY_BROKERS} --entity-type brokers --entity-name 0 --describe`,
    until: /^ {2}log\.cleaner\.threads=2/m,
  },
  `${BY_BROKERS} --entity-type brokers --entity-name 0 --alter --delete-config log.cleaner.threads`,
  {
    line: `${BY_BROKERS} --entity-type brokers --entity-name 0 --describe`,
    until: /are:\s*$/,
  },
  `${BY_BROKERS} --entity-type brokers --entity-default --alter --add-config log.cleaner.threads=2`,
  {
    line: `${BY_BROKERS} --entity-type brokers --entity-default --describe`,
    until: /^ {2}log\.cleaner\.threads=2/m,
  },
  `${BY_BROKERS} --entity-type brokers --entity-default --alter --delete-config` +
  " log.cleaner.threads",
  { line: `${BY_ZOOKEEPER} --describe --entity-type brokers`, releases: ["2.1"] },
  { line: `${BY_BROKERS} --describe --entity-type brokers`, releases: ["2.8", "3.5"] },
]);

function quotas(script: string): string[] {
  return [
    `${script} --alter ${QUOTAS} --entity-type users --entity-name user1 --entity-type clients` +
    " --entity-name clientA",
    `${script} --alter ${QUOTAS} --entity-type users --entity-name user1`,
    `${script} --alter ${QUOTAS} --entity-type clients --entity-name clientA`,
    `${script} --alter ${QUOTAS} --entity-type users --entity-name user1 --entity-type clients` +
    " --entity-default",
    `${script} --alter ${QUOTAS} --entity-type users --entity-default`,
    `${script} --alter ${QUOTAS} --entity-type clients --entity-default`,
    `${script} --describe --entity-type users --entity-name user1 --entity-type clients` +
    " --entity-name clientA",
    `${script} --describe --entity-type users --entity-name user1`,
    `${script} --describe --entity-type clients --entity-name clientA`,
    `${script} --describe --entity-type users`,
    `${script} --describe --entity-type users --entity-type clients`,
  ];
}

export const configLines: readonly CommandLine[] = [
  ...topicsByZookeeper,
  ...topicsByBrokers,
  ...brokers,
];

const QUOTA_RULES = { masks: UNORDERED, reworded: REWORDED };

/** After all that writes and reads records: they are slow from here on. */
export const quotaLines: readonly CommandLine[] = [
  ...each({ releases: ["2.1"], ...QUOTA_RULES }, quotas(BY_ZOOKEEPER)),
  ...each({ releases: ["3.5"], ...QUOTA_RULES }, quotas(BY_BROKERS)),
];
