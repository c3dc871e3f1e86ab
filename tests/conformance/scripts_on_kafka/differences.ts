/**
 * Where kedge's scripts say something else than Kafka's on purpose, by the command line.
 *
 * @module
 */

/** One difference. */
export interface Difference {
  readonly reason: string;
  /** Text of what Kafka's script says, and what stands in its place. */
  readonly replaced: readonly (readonly [string, string])[];
}

const TABLE = "a fault in the options is told on standard error, with the table of options";
const NAMED = "kedge names what is wrong";
const CLASS = "the class of an exception says nothing to people";
const AT_ONCE = "what does not exist is told at once: Kafka's script asks until its time is up";
const NO_DEBUG = "kedge's scripts have no debug log";

const RESET = "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped";
const REASSIGN = "kafka-reassign-partitions BS";
const DEBUG = " Enable debug logging for additional detail.";
const TOPIC_FAULT = "stderr: \nError while executing topic command : ";
const UNKNOWN_TOPIC = "org.apache.kafka.common.errors.UnknownTopicOrPartitionException: ";

type Row = readonly [line: string, reason: string, ...replaced: (readonly [string, string])[]];

const rows: readonly Row[] = [
  ["kafka-topics BS --create --topic bad --partitions x", TABLE, [TOPIC_FAULT, "stderr: "]],
  ["kafka-topics BS --describe --topic first --topic placed", TABLE, [TOPIC_FAULT, "stderr: "]],
  ["kafka-topics BS --describe --topic-id short", NAMED, [
    "Last unit does not have enough valid bits",
    "TopicId 'short' does not exist as expected",
  ]],
  ["kafka-topics --bootstrap-server nosuchport --list", NAMED, [
    "Failed to create new KafkaAdminClient",
    "Cannot read bootstrap server nosuchport: it must be host:port",
  ]],
  ["kafka-consumer-groups BS --describe --group nosuch", CLASS, [
    "stderr: java.util.concurrent.ExecutionException: " +
    "org.apache.kafka.common.errors.GroupIdNotFoundException: Group nosuch not found.",
    "stderr: ",
  ]],
  [`${RESET}:0 --shift-by -100 --dry-run`, NAMED, [
    "stderr: ",
    "stderr: WARN New offset (-99) is lower than earliest offset for topic partition grouped-0. " +
    "Value will be set to 0",
  ]],
  [`${RESET} --to-datetime nonsense --dry-run`, CLASS, [
    "stderr: java.lang.RuntimeException: java.text.ParseException: Error parsing timestamp. It " +
    "does not contain a 'T' according to ISO8601 format",
    "stderr: ",
  ]],
  [`${RESET} --by-duration nonsense --dry-run`, CLASS, [
    "stderr: java.time.format.DateTimeParseException: Text cannot be parsed to a Duration",
    "stderr: ",
  ]],
  [
    `${RESET} --from-file $FILES/bad.csv --dry-run`,
    "a file that cannot be read is no plan without offsets",
    ["exit code 0", "exit code 1"],
    [
      "com.fasterxml.jackson.databind.exc.InvalidFormatException: Cannot deserialize value of " +
      'type `int` from String "zero": not a valid `int` value',
      "Cannot read 'grouped,zero': expected topic,partition,offset",
    ],
    [
      "\nError: No reset plan for group classic found\n\n" +
      "GROUP           TOPIC           PARTITION  NEW-OFFSET",
      "",
    ],
  ],
  ["kafka-console-producer --topic lines", NAMED, [
    "Error while validating the bootstrap address",
    "No bootstrap server was named",
  ]],
  ["kafka-console-consumer BS --topic one --isolation-level dirty --timeout-ms 1000", NAMED, [
    "stderr:",
    "stderr: ERROR Unknown error when running consumer: " +
    "org.apache.kafka.common.config.ConfigException: Invalid value dirty for configuration " +
    "isolation.level: String must be one of: read_committed, read_uncommitted",
  ]],
  ["kafka-console-consumer BS --topic one --max-messages x", NAMED, [
    "Processed a total of 0 messages",
    "Cannot parse argument 'x' of option max-messages",
  ]],
  ["kafka-console-consumer BS --topic one --formatter no.such.Formatter", NAMED, [
    "stderr: no.such.Formatter",
    "stderr: Cannot use formatter no.such.Formatter: known are DefaultMessageFormatter, " +
    "LoggingMessageFormatter, NoOpMessageFormatter, OffsetsMessageFormatter, " +
    "GroupMetadataMessageFormatter",
  ]],
  ["kafka-configs BS --describe --topic adm.a --command-config $FILES/nosuchfile", NAMED, [
    "Error while executing config command with args '--bootstrap-server BROKER --describe " +
    "--topic adm.a --command-config FILES/nosuchfile'",
    "Cannot read FILES/nosuchfile: ENOENT: no such file or directory, open 'FILES/nosuchfile' " +
    "(--command-config)",
  ]],
  ["kafka-configs BS --alter --topic adm.a --add-config-file $FILES/nosuchfile", NAMED, [
    "Error while executing config command with args '--bootstrap-server BROKER --alter --topic " +
    "adm.a --add-config-file FILES/nosuchfile'",
    "Cannot read FILES/nosuchfile: ENOENT: no such file or directory, open 'FILES/nosuchfile' " +
    "(--add-config-file)",
  ]],
  ["kafka-get-offsets BS --nope", TABLE, ["Error occurred: ", ""]],
  [
    "kafka-delete-records BS --offset-json-file $FILES/absent.json --command-config " +
    "$FILES/quick.properties",
    AT_ONCE,
    [
      "org.apache.kafka.common.errors.TimeoutException: TIMED OUT",
      `${UNKNOWN_TOPIC}This server does not host this topic-partition.`,
    ],
  ],
  [`${REASSIGN} --generate --topics-to-move-json-file $FILES/topics.json --broker-list 7`, CLASS, [
    "\norg.apache.kafka.common.errors.InvalidReplicationFactorException: All brokers are " +
    "currently fenced, or have all their log directories cordoned.",
    "",
  ]],
  [`${REASSIGN} --execute --reassignment-json-file $FILES/absent.json`, CLASS, [
    UNKNOWN_TOPIC,
    "",
  ]],
  [`${REASSIGN} --verify --reassignment-json-file $FILES/absent.json`, CLASS, [UNKNOWN_TOPIC, ""]],
  [`${REASSIGN} --execute --reassignment-json-file $FILES/broken.json`, NAMED, [
    "Unexpected character ('n' (code 110)): was expecting double-quote to start field name\n" +
    " at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, " +
    "column: 2]\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` " +
    "disabled); line: 1, column: 2]",
    `The input string is not a valid JSON: FILES/broken.json (JSON Parse error: Expected '}')`,
  ]],
  [
    `${REASSIGN} --cancel --reassignment-json-file $FILES/moves.json`,
    "Kafka's script leaves out the end of the line",
    ["active.Clearing", "active.\nClearing"],
  ],
  [
    "kafka-leader-election BS --election-type preferred --path-to-json-file $FILES/broken.json",
    NAMED,
    [
      "Replica election data is empty",
      "The input string is not a valid JSON: FILES/broken.json (JSON Parse error: Expected '}')",
    ],
  ],
  ["kafka-broker-api-versions BS", "kedge knows the APIs of Kafka 4.4", [
    "0 [usable: 0]\n)",
    "0 [usable: 0],\n\tStreamsGroupTopologyDescriptionUpdate(93): UNSUPPORTED,\n" +
    "\tUnregisterController(94): UNSUPPORTED\n)",
  ]],
  ["kafka-transactions BS describe --transactional-id nosuch", NO_DEBUG, [DEBUG, ""]],
  [
    "kafka-transactions BS --command-config $FILES/quick.properties describe-producers --topic " +
    "nosuch --partition 0",
    AT_ONCE,
    ["TIMED OUT", "Partition nosuch-0 does not exist."],
  ],
  ["kafka-share-groups BS --describe --group nosuch", CLASS, [
    "stderr: java.util.concurrent.ExecutionException: " +
    "org.apache.kafka.common.errors.GroupIdNotFoundException: Group nosuch not found.",
    "stderr: ",
  ]],
  ["kafka-acls BS --add --allow-principal User:bob --operation Foo --topic hello", NAMED, [
    "ResourceType TOPIC only supports operations [ALL ALTER ALTER_CONFIGS CREATE DELETE DESCRIBE " +
    "DESCRIBE_CONFIGS READ WRITE]",
    "Unknown operation Foo",
  ]],
  ["kafka-verifiable-consumer BS --topic verified --group-id g --reset-policy never", NAMED, [
    "Invalid value never for configuration auto.offset.reset: Invalid value `never` for " +
    "configuration auto.offset.reset. The value must be either 'earliest', 'latest', 'none' or of " +
    "the format 'by_duration:<PnDTnHnMn.nS.>'.",
    "org.apache.kafka.common.config.ConfigException: Invalid value never for configuration " +
    "auto.offset.reset: String must be one of: latest, earliest, none",
  ]],
  ["kafka-dump-log --files $LOGS/one-0/nosuch.log", NAMED, [
    'For input string: "nosuch"',
    "Cannot dump LOGDIR/one-0/nosuch.log: its name must begin with an offset, as " +
    "00000000000000000000.log does",
  ]],
  ["kafka-dump-log", "the words of help are kedge's own", [
    "This tool helps to parse a log file and dump its contents to the console, useful for " +
    "debugging a seemingly corrupt log segment.",
    "This tool prints the files of a partition's log: its segments, their indexes, the " +
    "producers' snapshots and the index of aborted transactions.",
  ]],
  ["kafka-storage info -c $FILES/nosuch.properties", NAMED, [
    "stderr: FILES/nosuch.properties",
    "stderr: Cannot read FILES/nosuch.properties: ENOENT: no such file or directory, open " +
    "'FILES/nosuch.properties'",
  ]],
];

export const differences: ReadonlyMap<string, Difference> = new Map(
  rows.map(([line, reason, ...replaced]) => [line, { reason, replaced }]),
);
