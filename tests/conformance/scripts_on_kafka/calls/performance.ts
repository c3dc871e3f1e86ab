/**
 * The scripts that send and read in bulk: figures are masked, words and columns stay.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { FIGURE, MEMBER, TIME_MS } from "./masks.ts";

const produce = "kafka-producer-perf-test --topic perf --num-records 500";
const consume = "kafka-consumer-perf-test BS --topic perf --num-records 500";

export const performanceCalls: CallTable = {
  name: "performance",
  files: {
    "payload.txt": "one\ntwo\nthree\n",
    "client.properties": "client.id=from-file\n",
  },
  calls: [
    "kafka-topics BS --create --topic perf",
    {
      line: `${produce} --record-size 100 --throughput -1 --producer-props ` +
        "bootstrap.servers=$BROKER acks=1",
      masks: [FIGURE],
    },
    {
      line: `${produce} BS --payload-file $FILES/payload.txt --throughput 100000 ` +
        "--command-property linger.ms=5 --command-config $FILES/client.properties",
      masks: [FIGURE],
    },
    { line: `${produce} BS --payload-monotonic --throughput -1`, masks: [FIGURE] },
    `${produce} BS --throughput -1`,
    `${produce} BS --throughput -1 --record-size 10 --payload-monotonic`,
    `${produce} BS --throughput -1 --record-size -10`,
    `${produce} BS --throughput -1 --payload-file $FILES/nosuch`,
    `${produce} --throughput -1 --record-size 10`,
    "kafka-producer-perf-test BS --topic perf --record-size 10 --throughput -1",
    "kafka-producer-perf-test BS --nope x",
    "kafka-producer-perf-test BS --topic perf a b",
    { line: `${consume} --from-latest --timeout 1000`, masks: [FIGURE] },
    { line: consume, masks: [FIGURE] },
    { line: `${consume} --hide-header --group perfs`, masks: [FIGURE] },
    "kafka-consumer-perf-test BS --topic perf",
    "kafka-consumer-perf-test BS --num-records 4",
    `${consume} --include p`,
    {
      line: "kafka-e2e-latency BS --topic perf --num-records 20 --producer-acks 1 " +
        "--record-size 20",
      masks: [FIGURE],
    },
    { line: "kafka-e2e-latency $BROKER perf 20 1 20", masks: [FIGURE] },
    "kafka-e2e-latency BS --topic perf --num-records 20 --producer-acks 7 --record-size 20",
    "kafka-e2e-latency $BROKER perf 20",
    "kafka-topics BS --create --topic verified",
    {
      line: "kafka-verifiable-producer BS --topic verified --max-messages 5",
      masks: [[/"avg_throughput":[\d.]+/, '"avg_throughput":#'], TIME_MS],
      order: "any",
    },
    {
      line: "kafka-verifiable-consumer BS --topic verified --group-id verifiers --max-messages 5 " +
        "--reset-policy earliest",
      masks: [TIME_MS, MEMBER],
      order: "any",
    },
    "kafka-verifiable-producer --topic verified",
    "kafka-verifiable-consumer BS --topic verified",
    "kafka-verifiable-consumer BS --topic verified --group-id g --reset-policy never",
    "kafka-streams-application-reset BS --application-id noapp --input-topics verified --dry-run",
    "kafka-streams-application-reset BS --application-id noapp --input-topics nosuch --dry-run",
    "kafka-streams-application-reset BS --application-id noapp --input-topics verified --to-latest",
    "kafka-consumer-groups BS --describe --group noapp",
    "kafka-streams-application-reset BS --application-id noapp --input-topics verified " +
    "--to-latest --to-earliest",
    "kafka-streams-application-reset BS",
  ],
};
