/**
 * kafka-consumer-groups.sh: "Managing consumer groups" of the operations page, and resetting
 * offsets in the ways that the script's help lists.
 *
 * @module
 */
import { replaced, sortedLines, withoutColumns, withoutLines } from "../changes.ts";
import { type CommandLine, each, WITH_BROKERS } from "../command_line.ts";
import type { Mask, Rewording } from "../compare.ts";

const GROUPS = "kafka-consumer-groups.sh --bootstrap-server {bootstrap}";
const CONSUMER = "kafka-console-consumer.sh --bootstrap-server {bootstrap} --topic test";
const MEMBERS: readonly Mask[] = [
  {
    why: "a member's id is its client id and a random UUID",
    change: replaced(/-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "-<uuid>"),
  },
  {
    why: "the client id of a console consumer, as the release makes it",
    change: replaced(/\b(consumer-1|consumer-live-group-1|console-consumer)\b/g, "<client>"),
  },
];
const LISTS: readonly Mask[] = [
  {
    why: "the group of a console consumer without one has a random number",
    change: replaced(/console-consumer-\d+/g, "console-consumer-<n>"),
  },
  { why: "groups are listed in the order of a hash table", change: sortedLines },
];

const TABLES: readonly Rewording[] = [
  {
    releases: ["2.1"],
    why: "tables begin with the group since 2.2",
    newer: withoutColumns("GROUP"),
  },
  {
    releases: ["2.1"],
    why: "an error has an empty line above it since 2.4",
    older: replaced(/^Error: /m, "\nError: "),
  },
];
const STATES: readonly Rewording[] = [
  ...TABLES,
  {
    why: "an assignment strategy that is not there is a dash since 4.0",
    older: replaced(/(\(0\)) +(Empty)/, "$1 - $2"),
  },
];
const NO_MEMBERS: readonly Rewording[] = [{
  why: "the header of a table without members is printed since 4.0",
  newer: withoutLines(/^GROUP +CONSUMER-ID +HOST +CLIENT-ID +#PARTITIONS *$/),
}];
const ASSIGNMENTS: readonly Rewording[] = [
  {
    why: "KIP-1099 names what was ASSIGNMENT otherwise since 4.0, beside what is wanted",
    newer: withoutColumns("CURRENT-EPOCH", "TARGET-EPOCH", "TARGET-ASSIGNMENT"),
    older: replaced(/\bASSIGNMENT\b/, "CURRENT-ASSIGNMENT"),
  },
  {
    why: "a colon between topic and partitions since 4.0",
    older: replaced(/\btest\(0\)/, "test:0"),
  },
  ...TABLES,
];
/** In words of its own in each release. */
const DRY_RUN: readonly Rewording[] = [...TABLES, {
  why: "how the warning goes on changes with the releases",
  older: replaced(/(^WARN: No action .* option is missing\.).*$/m, "$1"),
  newer: replaced(/(^WARN: No action .* option is missing\.).*$/m, "$1"),
}];

const describing: readonly CommandLine[] = [
  { line: `${GROUPS} --list`, masks: LISTS },
  ...each({ reworded: TABLES }, [
    `${GROUPS} --describe --group my-group`,
    { line: `${GROUPS} --describe --group my-group --members`, reworded: NO_MEMBERS },
    { line: `${GROUPS} --describe --group my-group --state`, reworded: STATES },
  ]),
  {
    line: `${CONSUMER} --group live-group`,
    meanwhile: each({ masks: MEMBERS, reworded: TABLES }, [
      // First on the partition, then where it stands: at the end of the topic.
      { line: `${GROUPS} --describe --group live-group`, until: /test +0 +6 +6 +0 +\S+-\S/ },
      {
        line: `${GROUPS} --describe --group live-group --members --verbose`,
        reworded: ASSIGNMENTS,
      },
      { line: `${GROUPS} --describe --group live-group --state`, reworded: STATES },
      {
        line: `${GROUPS} --group live-group --topic test --reset-offsets --to-earliest --execute`,
        says: /Error: Assignments can only be reset if the group 'live-group' is inactive/,
      },
      {
        line: `${GROUPS} --delete --group live-group`,
        says: /Group 'live-group' could not be deleted due to: .*(NON_EMPTY_GROUP|NotEmpty)/i,
      },
    ]),
  },
];

const resetting = each({ reworded: TABLES }, [
  `${GROUPS} --reset-offsets --group my-group --topic test --to-earliest --dry-run`,
  `${GROUPS} --reset-offsets --group my-group --topic test --to-earliest --execute`,
  `${GROUPS} --reset-offsets --group my-group --topic test:0 --shift-by 2 --execute`,
  `${GROUPS} --reset-offsets --group my-group --all-topics --shift-by -1 --execute`,
  `${GROUPS} --describe --group my-group`,
  {
    line: `${GROUPS} --reset-offsets --group my-group --topic test --to-offset 4`,
    reworded: DRY_RUN,
  },
  `${GROUPS} --reset-offsets --group my-group --topic test --to-latest --execute`,
]);

const resettingOnly = each({ releases: ["3.5"] }, [
  `${GROUPS} --reset-offsets --group my-group --topic test --by-duration PT1H --dry-run`,
  `${GROUPS} --reset-offsets --group my-group --topic test --to-datetime` +
  " 2020-01-01T00:00:00.000 --dry-run",
  `${GROUPS} --reset-offsets --group my-group --topic test --to-current --export --dry-run`,
]);

const deleting: readonly CommandLine[] = [
  {
    line: `${GROUPS} --describe --all-groups`,
    releases: ["3.5"],
    masks: LISTS,
  },
  {
    line: `${GROUPS} --list --state`,
    releases: ["3.5"],
    masks: LISTS,
  },
  { line: `${GROUPS} --delete --group my-group` },
  {
    line: `${GROUPS} --delete --group live-group --group missing`,
    says: /Group 'missing' could not be deleted due to: .*(GROUP_ID_NOT_FOUND|GroupIdNotFound)/i,
  },
  {
    line: `${GROUPS} --describe --group missing`,
    says: /Error: .*missing'? (does not exist|not found)/,
  },
  {
    line: "kafka-consumer-groups.sh --zookeeper {zookeeper} --list",
    says: /zookeeper is not (a recognized option|there: groups are not kept in ZooKeeper)/,
  },
  // Last of its group: some releases drop a group with its last offset, some keep it.
  {
    line: `${CONSUMER} --from-beginning --max-messages 1 --group third-group`,
    releases: WITH_BROKERS,
  },
  {
    line: `${GROUPS} --delete-offsets --group third-group --topic test`,
    releases: WITH_BROKERS,
    reworded: [{
      why: "the sentence has its grammar since 4.0",
      older: replaced(
        /Request succeed for deleting offsets with topic test group third-group/,
        "Request succeeded for deleting offsets from group third-group.",
      ),
    }],
  },
];

export const groupLines: readonly CommandLine[] = [
  ...describing,
  ...resetting,
  ...resettingOnly,
  ...deleting,
];
