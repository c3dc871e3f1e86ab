import { describe, expect, test } from "bun:test";
import { kafkaConsumerGroups } from "../../../lib/cli/kafka_consumer_groups.ts";
import { ListOffsets } from "../../../lib/client/apis.ts";
import { MemoryKafka } from "../../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "../recording_terminal.ts";
import { recordedKafka, runGroups } from "./recorded_groups.ts";

describe("kafka-consumer-groups.sh's options", () => {
  test("faults are told in Kafka's words", async () => {
    const cases: [string, string][] = [
      [
        "",
        "Command must include exactly one action: --list, --describe, --delete, --reset-offsets, " +
        "--delete-offsets, --validate-regex",
      ],
      ["--describe", "Option [describe] takes one of these options: [group], [all-groups]"],
      [
        "--describe --group g --offsets --members",
        "Option [describe] takes at most one of these options: [members], [offsets], [state]",
      ],
      ["--delete", "Option [delete] takes one of these options: [group], [all-groups]"],
      [
        "--delete-offsets --group g",
        "Option [delete-offsets] takes the following options: [group], [topic]",
      ],
      [
        "--reset-offsets --group g --topic t --dry-run --execute",
        "Option [reset-offsets] only accepts one of [execute] and [dry-run]",
      ],
      [
        "--reset-offsets --group g --topic t --to-latest --to-earliest --dry-run",
        `Option "[to-earliest]" can't be used with option "[to-latest]"`,
      ],
      [
        "--reset-offsets --group g --to-latest --dry-run",
        "One of the reset scopes should be defined: --all-topics, --topic.",
      ],
      [
        "--reset-offsets --group g --topic hellok --dry-run",
        "Option '[reset-offsets]' requires one of the following scenarios: [[shift-by], " +
        "[to-offset], [to-earliest], [to-current], [to-latest], [by-duration], [to-datetime], " +
        "[from-file]]",
      ],
    ];
    for (const [args, text] of cases) {
      const { exitCode, err } = await runGroups(recordedKafka(), args);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, text]);
    }
  });

  test("--validate-regex needs no server", async () => {
    const terminal = new RecordingTerminal();
    const environment = environmentOf(new MemoryKafka());
    expect(await kafkaConsumerGroups.run(["--validate-regex", "a.*"], terminal, environment))
      .toBe(0);
    expect(terminal.out).toBe("The regular expression `a.*` is valid.\n");
    expect((await runGroups(recordedKafka(), "--validate-regex a(b")).out).toContain(
      "is invalid: ",
    );
  });

  test("asks for offsets once for all partitions", async () => {
    const kafka = recordedKafka();
    await runGroups(kafka, "--describe --group hello-group");
    expect(kafka.broker.requests(ListOffsets).length).toBe(1);
  });
});
