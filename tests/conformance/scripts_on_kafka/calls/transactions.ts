/**
 * kafka-transactions, on what a producer with a transactional id leaves.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { type Mask, TIME_MS, TIMED_OUT } from "./masks.ts";

/** The producer's id with the spaces up to the next column: each side has given away its own. */
const ID = {
  listed: [/(\nperf\s+\d+\s+)\d+ */, "$1#"],
  described: [/(\sperf\s+)\d+ */, "$1#"],
  first: [/^\d+ */m, "#"],
} as const satisfies Record<string, Mask>;
/** The column behind the time of the start. */
const DURATION: Mask = [/(TIME\s+)\d+ */, "$1#"];
const transactions = "kafka-transactions BS";

export const transactionCalls: CallTable = {
  name: "transactions",
  files: { "quick.properties": "default.api.timeout.ms=2000\nrequest.timeout.ms=1500\n" },
  calls: [
    "kafka-topics BS --create --topic committed",
    {
      line: "kafka-producer-perf-test BS --topic committed --num-records 10 --record-size 10 " +
        "--throughput -1 --transactional-id perf --transaction-duration-ms 10000",
      by: "Kafka's script on both sides",
    },
    { line: `${transactions} list`, masks: [ID.listed] },
    `${transactions} list --duration-filter 1000000`,
    { line: `${transactions} list --transactional-id-pattern pe.*`, masks: [ID.listed] },
    `${transactions} list --transactional-id-pattern x.*`,
    `${transactions} list --duration-filter x`,
    {
      line: `${transactions} describe --transactional-id perf`,
      masks: [ID.described, TIME_MS, DURATION],
    },
    `${transactions} describe --transactional-id nosuch`,
    `${transactions} describe`,
    {
      line: `${transactions} describe-producers --topic committed --partition 0`,
      masks: [ID.first, TIME_MS],
    },
    {
      line: `${transactions} describe-producers --topic committed --partition 0 --broker-id 1`,
      masks: [ID.first, TIME_MS],
    },
    {
      line: `${transactions} --command-config $FILES/quick.properties describe-producers ` +
        "--topic nosuch --partition 0",
      masks: [TIMED_OUT],
    },
    {
      line: `${transactions} --command-config $FILES/quick.properties describe-producers ` +
        "--topic committed --partition 0 --broker-id 9",
      masks: [TIMED_OUT, [/Gave up on DescribeProducers after 2000 ms;.*/, "TIMED OUT"]],
    },
    `${transactions} find-hanging --broker-id 1`,
    `${transactions} find-hanging --topic committed`,
    `${transactions} find-hanging`,
    `${transactions} find-hanging --topic committed --partition 0 --max-transaction-timeout 1`,
    `${transactions} abort --topic committed --partition 0 --start-offset 99`,
    `${transactions} abort --topic committed --partition 0`,
    `${transactions} forceTerminateTransaction --transactional-id nosuch`,
    `${transactions} forceTerminateTransaction --transactionalId perf`,
    transactions,
    "kafka-transactions",
    `${transactions} nosuch`,
    "kafka-transactions list",
    `${transactions} list extra words`,
  ],
};
