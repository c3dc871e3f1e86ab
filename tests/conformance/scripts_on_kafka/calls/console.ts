/**
 * The console's producer and consumer.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { TIME_MS } from "./masks.ts";

const KEYED = "--reader-property parse.key=true --reader-property key.separator=:";
const SHOWN = [
  "print.key=true",
  "print.headers=true",
  "print.partition=true",
  "print.offset=true",
  "key.separator=-",
].map((property) => `--formatter-property ${property}`).join(" ");

export const consoleCalls: CallTable = {
  name: "console",
  files: {
    "producer.properties": "acks=all\ncompression.type=gzip\n",
    "consumer.properties": "group.id=from-file\nauto.offset.reset=earliest\n",
  },
  calls: [
    "kafka-topics BS --create --topic lines --partitions 2",
    {
      line: `kafka-console-producer BS --topic lines ${KEYED}`,
      input: "k1:one\nk2:two\nk3:three\nk4:네\nk5:\n",
    },
    {
      line: "kafka-console-producer BS --topic lines --property parse.key=true " +
        "--property key.separator=: --producer-property acks=1",
      input: "k1:uno\n",
    },
    {
      line: "kafka-console-producer BS --topic lines --reader-property parse.headers=true " +
        `--reader-property null.marker=NULL ${KEYED}`,
      input: "h1:a,h2:b\tk6:six\nNULL\tk7:NULL\n",
    },
    {
      line: "kafka-console-producer BS --topic lines --sync --producer.config " +
        "$FILES/producer.properties",
      input: "",
    },
    { line: `kafka-console-producer BS --topic lines ${KEYED}`, input: "no separator\n" },
    { line: "kafka-console-producer BS", input: "x\n" },
    { line: "kafka-console-producer --topic lines", input: "x\n" },
    { line: "kafka-console-producer BS --topic lines --request-required-acks 7", input: "x\n" },
    { line: "kafka-console-producer BS --topic lines --compression-codec zip", input: "x\n" },
    {
      line: "kafka-console-producer BS --topic lines --producer-property acks",
      input: "x\n",
    },
    "kafka-topics BS --create --topic one --partitions 1",
    {
      line: "kafka-console-producer BS --topic one --compression-codec lz4 " +
        "--command-property linger.ms=50",
      input: "1\n2\n3\n4\n5\n",
    },
    "kafka-console-consumer BS --topic one --from-beginning --max-messages 5",
    "kafka-console-consumer BS --topic one --from-beginning --timeout-ms 2000",
    "kafka-console-consumer BS --topic one --partition 0 --offset 3 --max-messages 2",
    "kafka-console-consumer BS --topic one --partition 0 --offset earliest --max-messages 1",
    {
      line: `kafka-console-consumer BS --topic lines --from-beginning --max-messages 8 ${SHOWN}`,
      order: "any",
    },
    {
      line: "kafka-console-consumer BS --topic lines --partition 0 --from-beginning " +
        "--max-messages 2 --property print.timestamp=true --property print.key=true",
      masks: [TIME_MS],
    },
    "kafka-console-consumer BS --include on.$ --from-beginning --max-messages 2",
    "kafka-console-consumer BS --topic one --group read --from-beginning --max-messages 3",
    "kafka-console-consumer BS --topic one --group read --max-messages 2",
    "kafka-console-consumer BS --topic one --consumer.config $FILES/consumer.properties " +
    "--max-messages 2",
    "kafka-console-consumer BS --topic one --consumer-property group.id=by-property " +
    "--consumer-property auto.offset.reset=earliest --max-messages 2",
    "kafka-console-consumer BS --topic one --group other --consumer-property group.id=by-property",
    "kafka-console-consumer BS --topic one --from-beginning --offset 3 --partition 0",
    "kafka-console-consumer BS --topic one --offset 3",
    "kafka-console-consumer BS --topic one --partition 0 --offset never",
    "kafka-console-consumer BS --topic one --isolation-level dirty --timeout-ms 1000",
    "kafka-console-consumer BS --topic one --include one",
    "kafka-console-consumer BS",
    "kafka-console-consumer --topic one",
    "kafka-console-consumer BS --topic one --max-messages x",
    "kafka-console-consumer BS --topic one --formatter no.such.Formatter",
    "kafka-console-consumer BS --topic one --from-beginning --max-messages 2 --formatter " +
    "org.apache.kafka.tools.consumer.DefaultMessageFormatter --formatter-property " +
    "print.value=false --formatter-property print.key=true --formatter-property null.literal=nil",
    "kafka-console-consumer BS --topic one --from-beginning --max-messages 2 --value-deserializer " +
    "org.apache.kafka.common.serialization.StringDeserializer",
    "kafka-console-consumer BS --topic one --from-beginning --max-messages 2 " +
    "--enable-systest-events",
  ],
};
