import { describe, expect, test } from "bun:test";
import { kafkaTopics } from "../../../lib/cli/kafka_topics.ts";
import { environmentOf, RecordingTerminal } from "../recording_terminal.ts";
import { recordedKafka, runTopics } from "./recorded_topics.ts";

describe("kafka-topics.sh's options", () => {
  test("faults are told in Kafka's words, before the table of options", async () => {
    const cases: [string[], string][] = [
      [
        [],
        "Command must include exactly one action: --list, --describe, --create, --alter or --delete",
      ],
      [["--create"], 'Missing required argument "[topic]"'],
      [["--list", "--partitions", "3"], `Option "[partitions]" can't be used with option "[list]"`],
      [["--describe", "--if-exists"], "--topic or --topic-id is required to describe a topic"],
      [["--frob"], "frob is not a recognized option"],
      [
        ["--create", "--topic", "x", "--replica-assignment", "1", "--partitions", "3"],
        `Option "[replica-assignment]" can't be used with option "[partitions]"`,
      ],
      [
        ["--alter", "--topic", "x", "--config", "a=b", "--partitions", "5"],
        'Option combination "[[config], [bootstrap-server]]" can\'t be used with option "[alter]"' +
        " (To alter topic configurations, the kafka-configs tool can be used.)",
      ],
    ];
    for (const [args, text] of cases) {
      const { exitCode, out, err } = await runTopics(recordedKafka(), ...args);
      expect([exitCode, out, err.split("\n")[0]]).toEqual([1, "", text]);
      expect(err).toContain("--under-replicated-partitions");
    }
  });

  test("without --bootstrap-server the message stands alone", async () => {
    const terminal = new RecordingTerminal();
    const exitCode = await kafkaTopics.run(["--list"], terminal, environmentOf(recordedKafka()));
    expect([exitCode, terminal.both]).toEqual([1, "--bootstrap-server must be specified\n"]);
  });

  test("--version tells kedge's version and the Kafka it follows", async () => {
    const { exitCode, out } = await runTopics(recordedKafka(), "--version");
    expect([exitCode, out.replace(/\d+\.\d+\.\d+/g, "N")]).toEqual([0, "kedge N (Kafka N)\n"]);
  });
});
