import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { kafkaClientMetrics } from "../../lib/cli/kafka_client_metrics.ts";
import { kafkaFeatures } from "../../lib/cli/kafka_features.ts";
import { MemoryKedge } from "./memory_kedge.ts";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
});
afterAll(() => kedge.close());

describe("kafka-features.sh", () => {
  const run = (words: string) => kedge.run(kafkaFeatures, words);

  test("describe", async () => {
    const { out } = await run("describe");
    expect(out.split("\n")[1]!.replace(/Epoch: .*/, "Epoch:")).toBe(
      "Feature: transaction.version                       SupportedMinVersion: 0                " +
        "SupportedMaxVersion: 2                FinalizedVersionLevel: 2                Epoch:",
    );
  });

  test("upgrade, downgrade and disable, tried first", async () => {
    const cases: [string, string][] = [
      [
        "downgrade --feature transaction.version=1 --dry-run",
        "transaction.version can be downgraded to 1.\n",
      ],
      [
        "downgrade --feature transaction.version=1",
        "transaction.version was downgraded to 1.\n",
      ],
      [
        "upgrade --feature transaction.version=2",
        "transaction.version was upgraded to 2.\n",
      ],
      [
        "disable --feature transaction.version --dry-run",
        "transaction.version can be disabled.\n",
      ],
    ];
    for (const [words, out] of cases) {
      expect(await run(words)).toEqual({ exitCode: 0, out, err: "" });
    }
    const { exitCode, out, err } = await run("upgrade --feature nosuch.version=1");
    expect([exitCode, err]).toEqual([1, "1 out of 1 operation(s) failed.\n"]);
    expect(out).toStartWith("Could not upgrade nosuch.version to 1. ");
  });

  test("version-mapping and feature-dependencies need no server, as recorded", async () => {
    const local = async (...args: string[]) => (await kedge.runArguments(kafkaFeatures, args)).out;
    const levels = (...values: number[]) =>
      ["kraft", "transaction", "group", "eligible.leader.replicas", "share", "streams"]
        .map((name, index) => `${name}.version=${values[index]}\n`).join("");
    expect(await local("version-mapping"))
      .toBe(`metadata.version=30 (4.3-IV0)\n${levels(1, 2, 1, 1, 1, 1)}`);
    const mapping = (release: string) => local("version-mapping", "--release-version", release);
    expect(await mapping("3.7")).toBe(`metadata.version=19 (3.7)\n${levels(0, 0, 0, 0, 0, 0)}`);
    expect(await mapping("3.9")).toBe(`metadata.version=21 (3.9)\n${levels(1, 0, 0, 0, 0, 0)}`);
    expect(await mapping("4.0")).toBe(`metadata.version=25 (4.0)\n${levels(1, 2, 1, 0, 0, 0)}`);
    expect(await mapping("4.2-IV0"))
      .toBe(`metadata.version=28 (4.2-IV0)\n${levels(1, 2, 1, 1, 1, 0)}`);
    expect(
      await local(
        "feature-dependencies",
        "--feature",
        "eligible.leader.replicas.version=1",
        "--feature",
        "group.version=1",
      ),
    ).toBe(
      "eligible.leader.replicas.version=1 requires:\n    metadata.version=23 (4.0-IV1)\n" +
        "group.version=1 has no dependencies.\n",
    );
  });

  test("tells what cannot be, as recorded", async () => {
    const cases: [string, string][] = [
      ["upgrade", "You must specify at least one feature to upgrade"],
      [
        "nosuch",
        "Command line error: invalid choice: 'nosuch' (choose from 'describe', 'upgrade', " +
        "'downgrade', 'disable', 'version-mapping', 'feature-dependencies'). Type --help for help.",
      ],
      ["version-mapping --release-version 9.9", "Unknown metadata.version '9.9'. Supported "],
      ["feature-dependencies --feature nosuch=1", "Unknown feature: nosuch"],
      [
        "feature-dependencies --feature transaction.version=9",
        "No feature:transaction.version with feature level 9",
      ],
      [
        "upgrade --feature a",
        "Can't parse feature=level string a: equals sign not found.",
      ],
      ["upgrade --feature a=1 --feature a=2", "Feature a was specified more than once."],
      [
        "upgrade --release-version 4.0 --feature a=1",
        "Can not specify `release-version` with other feature flags.",
      ],
    ];
    for (const [words, fault] of cases) {
      const { exitCode, err } = await run(words);
      expect([exitCode, err.slice(0, fault.length)]).toEqual([1, fault]);
    }
  });
});

describe("kafka-client-metrics.sh", () => {
  const run = (words: string) => kedge.run(kafkaClientMetrics, words);

  test("makes, shows and deletes a subscription, as recorded", async () => {
    expect(
      (await run(
        "--alter --name sub1 --metrics org.apache.kafka.producer.,org.apache.kafka.consumer. " +
          "--interval 30000 --match client_software_name=apache-kafka-java",
      )).out,
    ).toBe("Altered client metrics config for sub1.\n");
    const described = "Client metrics configs for sub1 are:\n  interval.ms=30000\n" +
      "  match=client_software_name=apache-kafka-java\n" +
      "  metrics=org.apache.kafka.producer.,org.apache.kafka.consumer.\n";
    expect((await run("--describe --name sub1")).out).toBe(described);
    expect((await run("--describe")).out).toBe(described);
    expect((await run("--list")).out).toBe("sub1\n");
    expect((await run("--delete --name sub1")).out)
      .toBe("Deleted client metrics config for sub1.\n");
    expect((await run("--describe --name sub1")).out).toBe(
      "The client metric resource sub1 doesn't exist and doesn't have dynamic config.\n",
    );
  });

  test("makes up a name", async () => {
    expect((await run("--alter --generate-name --interval 30000")).out)
      .toMatch(/^Altered client metrics config for [\w-]{22}\.\n$/);
  });

  test("tells what cannot be", async () => {
    const cases: [string, string][] = [
      [
        "--alter --name s --generate-name",
        "One of --name or --generate-name must be specified with --alter.",
      ],
      ["--delete", "A client metrics resource name must be specified with --delete."],
      ["", "Command must include exactly one action: --alter, --delete, --describe or --list."],
    ];
    for (const [words, fault] of cases) {
      const { exitCode, err } = await run(words);
      expect([exitCode, err.split("\n")[0]]).toEqual([1, fault]);
    }
    const { exitCode, out } = await run("--alter --name s --interval 1");
    expect(exitCode).toBe(1);
    expect(out).toStartWith("Error while executing client metrics command : ");
  });
});
