/**
 * Calls of every script that cannot come to good, and what each must say. `BS` is
 * `--bootstrap-server` with a running kedge, `$BROKER` its address; `$DEAD` is an address where
 * nobody listens; `$ZOOKEEPER` is kedge's coordinator. Files lie in the folder of the run.
 *
 * @module
 */

/** One call. */
export interface BadCall {
  readonly line: string;
  /** Must be found in the line that gives the reason. */
  readonly says: RegExp;
  /** 1 where left out: Kafka's scripts know nothing else, but some leave with 0 after a refusal. */
  readonly exitCode?: number;
}

/** Files that the calls name. */
export const FILES: Readonly<Record<string, string>> = {
  "quick.properties": "default.api.timeout.ms=500\nrequest.timeout.ms=400\nmax.block.ms=500\n",
  "wrong.properties": "request.timeout.ms=soon\n",
  "tls.properties": "security.protocol=SSL\n",
  "broken.json": "{nope",
  "list.json": "[1]",
  "offsets.json": '{"version":1,"partitions":[{"topic":"t","partition":0,"offset":0}]}',
  "broken.csv": "t,zero\n",
};

/** A call of each script that is right but for what is added to it or left out of it. */
const SCRIPTS: readonly (readonly [script: string, rest: string])[] = [
  ["kafka-topics", "--list"],
  ["kafka-configs", "--describe --topic t"],
  ["kafka-consumer-groups", "--list"],
  ["kafka-groups", "--list"],
  ["kafka-share-groups", "--list"],
  ["kafka-acls", "--list"],
  ["kafka-broker-api-versions", ""],
  ["kafka-get-offsets", "--topic t"],
  ["kafka-delete-records", "--offset-json-file offsets.json"],
  ["kafka-log-dirs", "--describe"],
  ["kafka-reassign-partitions", "--list"],
  ["kafka-leader-election", "--election-type preferred --all-topic-partitions"],
  ["kafka-transactions", "list"],
  ["kafka-cluster", "cluster-id"],
  ["kafka-features", "describe"],
  ["kafka-client-metrics", "--list"],
  ["kafka-streams-application-reset", "--application-id a --input-topics t"],
  ["kafka-console-consumer", "--topic t --timeout-ms 1000"],
  ["kafka-console-share-consumer", "--topic t --timeout-ms 1000"],
  ["kafka-consumer-perf-test", "--topic t --num-records 1 --timeout 1000"],
  [
    "kafka-producer-perf-test",
    "--topic t --num-records 1 --record-size 1 --throughput -1",
  ],
  ["kafka-e2e-latency", "--topic t --num-records 1 --producer-acks 1 --record-size 1"],
  ["kafka-verifiable-consumer", "--topic t --group-id g --max-messages 1"],
];
const SUBCOMMANDS = ["kafka-transactions", "kafka-cluster", "kafka-features"];

/** The script with options before what it is to do. */
function callOf([script, rest]: readonly [string, string], options: string): string {
  return SUBCOMMANDS.includes(script)
    ? `${script} ${rest} ${options}`.trim()
    : `${script} ${options} ${rest}`.trim();
}

const unknownOption = SCRIPTS.map((script): BadCall => ({
  line: callOf(script, "BS --frobnicate"),
  says: /frobnicate.* is not a recognized option|unrecognized arguments: '--frobnicate'/,
}));

// The one that has a default: localhost:9092. Without any words one prints its help, as Kafka's does.
const noBroker = SCRIPTS.filter(([script]) => script !== "kafka-streams-application-reset").map((
  script,
): BadCall => ({
  line: callOf(script, ""),
  says: /bootstrap-server|^This tool helps to retrieve broker version information/,
}));

/** Kafka's scripts of groups print what went wrong and leave with 0 all the same. */
const LEAVE_WELL = ["kafka-consumer-groups", "kafka-share-groups"];

const unreachable = SCRIPTS.map((script): BadCall => ({
  line: callOf(script, "--bootstrap-server $DEAD --command-config quick.properties"),
  says: /not reachable|Cannot reach any broker|Gave up|not present in metadata/,
  exitCode: LEAVE_WELL.includes(script[0]) ? 0 : 1,
}));

const noConfigFile = SCRIPTS.map((script): BadCall => ({
  line: callOf(script, "BS --command-config nosuch.properties"),
  says: /nosuch\.properties/,
}));

const folderAsFile = SCRIPTS.map((script): BadCall => ({
  line: callOf(script, "BS --command-config ."),
  says: /Cannot read|EISDIR|Error while executing config command/,
}));

const json: readonly BadCall[] = [
  ["kafka-delete-records", "--offset-json-file"],
  ["kafka-reassign-partitions", "--execute --reassignment-json-file"],
  ["kafka-reassign-partitions", "--verify --reassignment-json-file"],
  ["kafka-reassign-partitions", "--generate --broker-list 1 --topics-to-move-json-file"],
  ["kafka-leader-election", "--election-type preferred --path-to-json-file"],
].flatMap(([script, option]): BadCall[] => [
  { line: `${script} BS ${option} broken.json`, says: /not a valid JSON: broken\.json/ },
  { line: `${script} BS ${option} nosuch.json`, says: /Unable to read file nosuch\.json/ },
  { line: `${script} BS ${option} list.json`, says: /Expected JSON object in list\.json/ },
]);

const exclusive: readonly BadCall[] = [
  { line: "kafka-topics BS --list --create --topic x", says: /exactly one action/ },
  { line: "kafka-configs BS --describe --alter --topic t", says: /exactly one action/ },
  { line: "kafka-consumer-groups BS --list --describe --group g", says: /can't be used/ },
  {
    line: "kafka-consumer-groups BS --describe --group g --all-groups",
    says: /one of these options|can't be used/,
  },
  { line: "kafka-share-groups BS --list --describe --group g", says: /exactly one|can't be used/ },
  { line: "kafka-groups BS --list --consumer --share", says: /can't be used/ },
  { line: "kafka-acls BS --list --add", says: /exactly one action/ },
  { line: "kafka-client-metrics BS --list --delete --name x", says: /exactly one action/ },
  { line: "kafka-get-offsets BS --topic t --topic-partitions t", says: /topic-partitions/ },
  { line: "kafka-reassign-partitions BS --list --verify", says: /exactly one action/ },
  {
    line: "kafka-leader-election BS --election-type preferred --all-topic-partitions --topic t",
    says: /One and only one of the following options is required: topic, all-topic-partitions/,
  },
  { line: "kafka-console-consumer BS --topic t --include x", says: /topic.*include/ },
  { line: "kafka-consumer-perf-test BS --topic t --include x --num-records 1", says: /include/ },
  {
    line: "kafka-producer-perf-test BS --topic t --num-records 1 --throughput -1 --record-size 1 " +
      "--payload-monotonic",
    says: /not allowed with argument/,
  },
  {
    line: "kafka-console-producer BS --topic t --property a=b --reader-property c=d",
    says: /cannot be specified together/,
  },
  {
    line: "kafka-streams-application-reset BS --application-id a --to-latest --to-earliest",
    says: /can't be used|exactly one|not specify more/,
  },
  {
    line: "kafka-cluster cluster-id BS --bootstrap-controller $BROKER",
    says: /not allowed with argument/,
  },
];

const values: readonly BadCall[] = [
  { line: "kafka-topics BS --create --topic t --partitions many", says: /'many' of option/ },
  { line: "kafka-topics BS --create --topic bad!name", says: /bad!name|not valid/ },
  { line: "kafka-topics --bootstrap-server nowhere --list", says: /nowhere/ },
  { line: "kafka-topics BS --list --command-config wrong.properties", says: /soon/ },
  { line: "kafka-topics BS --list --command-config tls.properties", says: /SSL/ },
  { line: "kafka-console-producer BS --topic t --compression-codec zip", says: /zip/ },
  { line: "kafka-console-producer BS --topic t --reader-config nosuch.properties", says: /nosuch/ },
  {
    line: "kafka-console-producer BS --topic t --producer.config nosuch.properties",
    says: /nosuch/,
  },
  { line: "kafka-console-consumer BS --topic t --formatter-config nosuch", says: /nosuch/ },
  { line: "kafka-console-consumer BS --topic t --partition 0 --offset never", says: /never/ },
  {
    line: "kafka-producer-perf-test BS --topic t --num-records 1 --throughput -1 --payload-file no",
    says: /does not exist/,
  },
  { line: "kafka-verifiable-producer BS --topic t --acks many", says: /many/ },
  {
    line: "kafka-streams-application-reset BS --application-id a --input-topics t --from-file " +
      "nosuch.csv",
    says: /Cannot read nosuch\.csv/,
  },
  {
    line: "kafka-consumer-groups BS --reset-offsets --group g --topic t --from-file nosuch.csv " +
      "--dry-run",
    says: /Cannot read nosuch\.csv/,
    exitCode: 0,
  },
  {
    line: "kafka-consumer-groups BS --reset-offsets --group g --topic t --from-file broken.csv " +
      "--dry-run",
    says: /Cannot read 't,zero'/,
  },
  { line: "kafka-dump-log --files 00000000000000000000.log", says: /no such file/ },
  { line: "kafka-dump-log --files nosuch.log", says: /must begin with an offset/ },
  { line: "kafka-storage info -c nosuch.properties", says: /nosuch\.properties/ },
  {
    line: "kafka-storage format -c nosuch.properties -t AAAAAAAAAAAAAAAAAAAAAg",
    says: /nosuch\.properties/,
  },
  { line: "kafka-replica-verification --broker-list $BROKER --topics-include [", says: /regex/ },
  { line: "kafka-server-start", says: /USAGE/ },
  { line: "kafka-server-start nosuch.properties", says: /nosuch\.properties/ },
  { line: "zookeeper-server-start nosuch.cfg", says: /nosuch\.cfg/ },
  { line: "zookeeper-shell", says: /USAGE/ },
  { line: "zookeeper-shell $DEAD ls /", says: /Cannot connect|ConnectionLoss/ },
  { line: "zookeeper-shell $ZOOKEEPER ls /nosuch", says: /Node does not exist: \/nosuch/ },
  { line: "zkCli -server $ZOOKEEPER get /nosuch", says: /Node does not exist: \/nosuch/ },
  { line: "zkServer frobnicate", says: /Usage: zkServer/ },
];

const absent: readonly BadCall[] = [
  { line: "kafka-topics BS --describe --topic nosuch", says: /'nosuch' does not exist/ },
  { line: "kafka-topics BS --delete --topic nosuch", says: /'nosuch' does not exist/ },
  {
    line: "kafka-configs BS --alter --topic nosuch --add-config retention.ms=1",
    says: /The topic 'nosuch' does not exist/,
  },
  { line: "kafka-get-offsets BS --topic nosuch", says: /Could not match any/ },
  {
    line: "kafka-consumer-groups BS --describe --group nosuch",
    says: /Group nosuch not found/,
    exitCode: 0,
  },
  {
    line: "kafka-transactions describe BS --transactional-id nosuch",
    says: /`nosuch`/,
  },
  {
    line: "kafka-transactions describe-producers BS --topic nosuch --partition 0",
    says: /nosuch-0 does not exist/,
  },
  {
    line: "kafka-leader-election BS --election-type preferred --topic nosuch --partition 0",
    says: /nosuch/,
  },
];

const NO_SHARE_GROUPS = /serve no share groups \(kedge has none yet\)/;
const NO_ACLS = /serve no ACLs \(kedge has none yet, everyone may do everything\)/;

/** What kedge itself does not serve. */
const unserved: readonly BadCall[] = [
  { line: "kafka-acls BS --list", says: NO_ACLS },
  { line: "kafka-acls BS --add --allow-principal User:a --producer --topic t", says: NO_ACLS },
  { line: "kafka-acls BS --remove --topic t --force", says: NO_ACLS },
  { line: "kafka-share-groups BS --list", says: NO_SHARE_GROUPS, exitCode: 0 },
  { line: "kafka-share-groups BS --describe --group g", says: NO_SHARE_GROUPS, exitCode: 0 },
  { line: "kafka-share-groups BS --delete --group g", says: NO_SHARE_GROUPS, exitCode: 0 },
  { line: "kafka-console-share-consumer BS --topic t --timeout-ms 5000", says: NO_SHARE_GROUPS },
  {
    line: "kafka-configs BS --alter --user u --add-config SCRAM-SHA-256=[password=x]",
    says: /config command|not served/,
  },
  { line: "kafka-cluster cluster-id --bootstrap-controller $BROKER", says: /CONTROLLER/ },
  { line: "kafka-features upgrade BS --feature share.version=1", says: /share\.version/ },
  {
    line: "kafka-verifiable-consumer BS --topic t --group-id g --group-protocol consumer",
    says: /only classic is there yet/,
  },
  ...[
    "kafka-delegation-tokens",
    "kafka-jmx",
    "kafka-metadata-quorum",
    "kafka-metadata-shell",
    "kafka-mirror-maker",
    "kafka-share-consumer-perf-test",
    "kafka-streams-groups",
    "kafka-verifiable-share-consumer",
    "connect-distributed",
    "connect-standalone",
  ].map((script): BadCall => ({
    line: `${script} BS --describe`,
    says: new RegExp(`^${script} is not there: .+\\. Use .+\\.$`),
  })),
];

/** By what is wrong with them. */
export const badCalls: Readonly<Record<string, readonly BadCall[]>> = {
  "an unknown option": unknownOption,
  "no broker named": noBroker,
  "a broker that cannot be reached": unreachable,
  "a config file that is not there": noConfigFile,
  "a folder as config file": folderAsFile,
  "JSON that is none": json,
  "options that exclude each other": exclusive,
  "values and files that cannot be": values,
  "what does not exist": absent,
  "what kedge does not serve": unserved,
};
