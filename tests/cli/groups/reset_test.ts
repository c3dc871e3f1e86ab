import { describe, expect, test } from "bun:test";
import { OffsetCommit } from "../../../lib/client/apis.ts";
import { recorded } from "../recorded.ts";
import { recordedKafka, runGroups } from "./recorded_groups.ts";

describe("kafka-consumer-groups.sh --reset-offsets", () => {
  test("shows what would be, in the recorded order", async () => {
    const kafka = recordedKafka();
    const reset = "--reset-offsets --group hello-group --topic hellok --to-earliest --dry-run";
    expect((await runGroups(kafka, reset)).out).toBe(
      recorded("kafka_consumer_groups", "reset to the earliest"),
    );
    expect(kafka.broker.requests(OffsetCommit)).toEqual([]);
  });

  test("--execute does it", async () => {
    const kafka = recordedKafka();
    const reset = "--reset-offsets --group hello-group --topic hellok:2 --shift-by -1 --execute";
    expect((await runGroups(kafka, reset)).out).toBe(
      recorded("kafka_consumer_groups", "reset by a shift"),
    );
    expect(kafka.committed.get("hello-group hellok-2")).toBe(2);
  });

  test("--export prints CSV that --from-file reads", async () => {
    const kafka = recordedKafka();
    const exported = await runGroups(
      kafka,
      "--reset-offsets --group hello-group --all-topics --to-earliest --export",
    );
    expect(exported.out).toBe("hellok,0,0\nhellok,2,0\nhellok,1,0\n\n");
    expect(exported.err).toContain(
      "WARN: No action will be performed as the --execute option is missing.",
    );
    await runGroups(kafka, "--reset-offsets --group hello-group --from-file p.csv --execute", {
      "p.csv": "hellok,2,1\nhellok,0,99\n",
    });
    expect(kafka.committed.get("hello-group hellok-2")).toBe(1);
    expect(kafka.committed.get("hello-group hellok-0")).toBe(1);
  });

  test("offsets beyond the log are brought back to it, with a warning", async () => {
    const reset = "--reset-offsets --group hello-group --topic hellok:0 --dry-run --to-offset 100";
    const { out, err } = await runGroups(recordedKafka(), reset);
    expect(out).toContain("hello-group     hellok          0          1\n");
    expect(err).toBe(
      "WARN New offset (100) is higher than latest offset for topic partition hellok-0. " +
        "Value will be set to 1\n",
    );
  });

  test("by time, with the log's end where there is nothing that young", async () => {
    const reset = "--reset-offsets --group hello-group --topic hellok:0 --dry-run";
    const kafka = recordedKafka();
    expect((await runGroups(kafka, `${reset} --to-datetime 1970-01-01T00:00:00.000`)).out)
      .toContain(
        "hellok          0          0\n",
      );
    const { out } = await runGroups(kafka, `${reset} --by-duration PT1H`);
    expect(out).toContain(
      "\nWarn: Partition 0 from topic hellok is empty. Falling back to latest known offset.\n",
    );
    expect(out).toContain("hellok          0          1\n");
    expect((await runGroups(kafka, `${reset} --by-duration foo`)).out).toBe(
      "\nError: Executing consumer group command failed due to Text cannot be parsed to a " +
        "Duration\n",
    );
  });

  test("--to-current keeps what is committed and takes the end for the rest", async () => {
    const kafka = recordedKafka();
    kafka.committed.delete("hello-group hellok-2");
    const reset = "--reset-offsets --group hello-group --topic hellok --to-current --dry-run";
    expect((await runGroups(kafka, reset)).out).toContain("hellok          2          3\n");
  });

  test("a group with members is left alone, as recorded", async () => {
    const reset = "--reset-offsets --group live-group --topic hellok --to-earliest --execute";
    expect((await runGroups(recordedKafka(), reset)).out).toBe(
      recorded("kafka_consumer_groups", "reset of a live group"),
    );
  });

  test("partitions and topics that do not exist", async () => {
    const reset = "--reset-offsets --group hello-group --to-earliest --dry-run --topic";
    expect((await runGroups(recordedKafka(), `${reset} hellok:0,5`)).out).toBe(
      '\nError: Executing consumer group command failed due to The partitions "hellok-5" do not ' +
        "exist\n",
    );
    expect((await runGroups(recordedKafka(), `${reset} nosuch`)).out).toBe(
      "\nError: Executing consumer group command failed due to This server does not host this " +
        "topic-partition.\n",
    );
    const { exitCode, err } = await runGroups(recordedKafka(), `${reset} hellok:x`);
    expect([exitCode, err.split("\n")[0]]).toEqual([
      1,
      "Invalid partition 'x' specified in topic arg 'hellok:x''",
    ]);
  });
});
