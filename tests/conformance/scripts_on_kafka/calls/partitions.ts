/**
 * Where partitions lie and who leads them: kafka-log-dirs, kafka-reassign-partitions and
 * kafka-leader-election.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";

const moved = [
  { topic: "moved", partition: 0, replicas: [1] },
  { topic: "moved", partition: 1, replicas: [1], log_dirs: ["any"] },
];
const reassign = "kafka-reassign-partitions BS";
const elect = "kafka-leader-election BS --election-type";

export const partitionCalls: CallTable = {
  name: "partitions",
  files: {
    "topics.json": '{"version":1,"topics":[{"topic":"moved"}]}',
    "moves.json": JSON.stringify({ version: 1, partitions: moved }),
    "to-7.json": '{"version":1,"partitions":[{"topic":"moved","partition":0,"replicas":[7]}]}',
    "absent.json": '{"version":1,"partitions":[{"topic":"nosuch","partition":0,"replicas":[1]}]}',
    "elect.json": '{"partitions":[{"topic":"moved","partition":0}]}',
    "broken.json": "{nope",
    "empty.json": "{}",
  },
  calls: [
    "kafka-topics BS --create --topic moved --partitions 2",
    { line: "kafka-console-producer BS --topic moved --sync --timeout 0", input: "" },
    "kafka-log-dirs BS --describe --topic-list moved",
    "kafka-log-dirs BS --describe --topic-list moved,at --broker-list 1",
    "kafka-log-dirs BS --describe --topic-list moved --broker-list 1,2",
    "kafka-log-dirs BS --describe --broker-list x",
    "kafka-log-dirs BS",
    `${reassign} --generate --topics-to-move-json-file $FILES/topics.json --broker-list 1`,
    `${reassign} --generate --topics-to-move-json-file $FILES/topics.json --broker-list 7`,
    `${reassign} --generate --topics-to-move-json-file $FILES/topics.json --broker-list 1,1`,
    `${reassign} --generate --topics-to-move-json-file $FILES/topics.json`,
    `${reassign} --execute --reassignment-json-file $FILES/moves.json`,
    `${reassign} --execute --reassignment-json-file $FILES/moves.json --throttle 1000 ` +
    "--replica-alter-log-dirs-throttle 2000",
    "kafka-configs BS --describe --broker 1",
    "kafka-configs BS --describe --topic moved",
    `${reassign} --verify --reassignment-json-file $FILES/moves.json`,
    "kafka-configs BS --describe --broker 1",
    `${reassign} --execute --reassignment-json-file $FILES/to-7.json`,
    `${reassign} --execute --reassignment-json-file $FILES/absent.json`,
    `${reassign} --verify --reassignment-json-file $FILES/to-7.json --preserve-throttles`,
    `${reassign} --verify --reassignment-json-file $FILES/absent.json`,
    `${reassign} --execute --reassignment-json-file $FILES/broken.json`,
    `${reassign} --cancel --reassignment-json-file $FILES/moves.json`,
    `${reassign} --execute --reassignment-json-file $FILES/empty.json`,
    `${reassign} --verify --reassignment-json-file $FILES/empty.json`,
    `${reassign} --generate --topics-to-move-json-file $FILES/empty.json --broker-list 1`,
    `${reassign} --list`,
    `${reassign} --list --verify`,
    `${reassign} --execute`,
    `${reassign} --list --throttle 4`,
    reassign,
    "kafka-reassign-partitions --list",
    `${elect} preferred --all-topic-partitions`,
    `${elect} preferred --topic moved --partition 0`,
    `${elect} unclean --path-to-json-file $FILES/elect.json`,
    `${elect} preferred --topic nosuch --partition 0`,
    `${elect} foo --all-topic-partitions`,
    `${elect} preferred`,
    "kafka-leader-election BS --all-topic-partitions",
    `${elect} preferred --topic moved`,
    `${elect} preferred --path-to-json-file $FILES/broken.json`,
    "kafka-leader-election --election-type preferred --all-topic-partitions",
    `${elect} preferred --all-topic-partitions --topic moved --partition 0`,
  ],
};
