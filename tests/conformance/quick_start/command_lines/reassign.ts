/**
 * kafka-reassign-partitions.sh ("Expanding your cluster") and the election of preferred leaders
 * ("Balancing leadership").
 *
 * @module
 */
import { replaced, sortedItems, withoutLines } from "../changes.ts";
import { type CommandLine, each } from "../command_line.ts";
import type { Mask, Rewording } from "../compare.ts";

const REWORDED: readonly Rewording[] = [
  {
    releases: ["2.8"],
    why: "--zookeeper is warned of in 2.6 to 2.8; kedge's form is that of 2.5",
    older: withoutLines(
      /^Warning: (--zookeeper is deprecated, and will be removed|because you are using the depr)/,
    ),
  },
  {
    releases: ["2.8"],
    why: "an empty line, of log folders that are not moved, stands above the throttles by brokers",
    older: replaced(/^(Reassignment of partition test-0 is complete\.\n)(?=Clearing)/m, "$1\n"),
  },
  {
    releases: ["2.8"],
    why: "the state of a partition, since 3.0",
    older: replaced(/(partition test-0 is) complete\.$/m, "$1 completed."),
  },
  {
    why: "where replicas lie now is told since 4.1",
    newer: replaced(/"log_dirs":\["\{logs\}"\]/g, '"log_dirs":["any"]'),
  },
  {
    releases: ["2.1", "2.5"],
    why: "the state of a partition, since 2.6",
    older: replaced(/(partition test-0) completed successfully$/m, "$1 is completed."),
  },
  {
    releases: ["2.1", "2.5"],
    why: "the partitions are named since 2.6",
    older: replaced(
      /^Successfully started reassignment of partitions\.$/m,
      "Successfully started partition reassignment for test-0",
    ),
  },
  {
    releases: ["2.1", "2.5"],
    why: "the warning of a throttle, since 2.6",
    older: replaced(
      /run Verify (periodically, until .* throttle is removed\.) You can also alter .*$/m,
      "run --verify $1",
    ),
  },
  {
    releases: ["2.1", "2.5"],
    why: "throttles are removed, and that is told, in each --verify since 2.6",
    older: withoutLines(/^Throttle was removed\.$/),
    newer: withoutLines(/^Clearing (broker|topic)-level throttles on (broker 0|topic test)$/),
  },
];

/** Of a reassignment that the controller has seen. */
const DONE = /partition test-0 (is complete|completed successfully)/;

const ELECTED: readonly Mask[] = [{
  why: "partitions are named in the order of a set",
  change: (text) =>
    sortedItems(/(?<=partitions Set\()[^)]*(?=\))/)(sortedItems(/(?<=path with ).*$/m)(text)),
}];

function steps(where: string): (CommandLine | string)[] {
  const script = `kafka-reassign-partitions.sh ${where}`;
  const file = "--reassignment-json-file expand-cluster-reassignment.json";
  return [
    `${script} --topics-to-move-json-file topics-to-move.json --broker-list 0 --generate`,
    `${script} ${file} --execute`,
    { line: `${script} ${file} --verify`, until: DONE },
    `${script} --execute ${file} --throttle 50000000`,
    { line: `${script} --verify ${file}`, until: DONE },
  ];
}

export const reassignLines: readonly CommandLine[] = [
  ...each(
    { releases: ["2.1", "2.5", "2.8"], reworded: REWORDED },
    steps("--zookeeper {zookeeper}"),
  ),
  ...each(
    { releases: ["2.8", "3.5"], reworded: REWORDED },
    steps("--bootstrap-server {bootstrap}"),
  ),
  ...each({ releases: ["3.5"] }, [
    "kafka-reassign-partitions.sh --bootstrap-server {bootstrap} --list",
    "kafka-reassign-partitions.sh --bootstrap-server {bootstrap} --cancel" +
    " --reassignment-json-file expand-cluster-reassignment.json",
  ]),
  {
    line: "kafka-preferred-replica-election.sh --zookeeper {zookeeper}",
    releases: ["2.1", "2.5"],
    masks: ELECTED,
    reworded: [{
      releases: ["2.1"],
      why: "the script is deprecated since 2.4, and --zookeeper too",
      newer: withoutLines(/^(This tool is dep|Warning: --zookeeper is|Use --bootstrap-server ins)/),
    }],
  },
  {
    line: "kafka-preferred-replica-election.sh --bootstrap-server {bootstrap}",
    releases: ["2.5", "2.8"],
  },
  {
    line: "kafka-leader-election.sh --bootstrap-server {bootstrap} --election-type preferred" +
      " --all-topic-partitions",
    releases: ["3.5"],
  },
];
