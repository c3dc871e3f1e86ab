import { describe, expect, test } from "bun:test";
import { brokerSetting } from "../../lib/config/mod.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { readServerConfig } from "../../lib/config/server_config_reading.ts";
import { CONTROLLER_4, kafkaDefaultFiles } from "./kafka_default_files.ts";

const NAME = "server.properties";
const SECRETS = "key=open sesame\ncount=many\n";

function read(
  text: string,
  { variables = {}, overrides = [] }: {
    variables?: Record<string, string>;
    overrides?: readonly string[];
  } = {},
) {
  return readServerConfig({
    file: { name: NAME, text },
    overrides,
    surroundings: {
      variables,
      readText(path) {
        if (path === "/secrets.properties") return SECRETS;
        throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      },
    },
  });
}

describe("the files that come with Kafka start a broker", () => {
  test.each(kafkaDefaultFiles)("%s", (_name, text, brokerId) => {
    const { config, warnings, withoutEffect } = loadServerConfig({ file: { name: NAME, text } });
    expect(warnings).toEqual([]);
    expect(config.brokerId).toBe(brokerId);
    expect(config.listeners.map(({ name, port }) => [name, port])).toEqual([["PLAINTEXT", 9092]]);
    expect(config.logDirs).toHaveLength(1);
    // Every name is one that the table explains.
    expect(withoutEffect.filter((name) => brokerSetting(name) === undefined)).toEqual([]);
  });

  test("but a controller's is refused", () => {
    const { faults } = read(CONTROLLER_4);
    expect(faults.map(({ line, key }) => [line, key])).toEqual([[1, "process.roles"]]);
    expect(faults[0]?.reason).toContain(
      "Leave this one out and start kedge with the broker's file",
    );
  });
});

describe("references", () => {
  test("lead to variables and files, in files, variables and overrides", () => {
    const { faults, layers } = read("broker.rack=${env:ZONE}\n", {
      variables: { ZONE: "europe-west1-b", KAFKA_LOG_DIRS: "/data/${env:ZONE}" },
      overrides: ["ssl.key.password=${file:/secrets.properties:key}"],
    });
    expect(faults).toEqual([]);
    expect(layers.text("broker.rack")).toBe("europe-west1-b");
    expect(layers.text("log.dirs")).toBe("/data/europe-west1-b");
    expect(layers.text("ssl.key.password")).toBe("open sesame");
  });

  test("are refused by file and line where they lead nowhere", () => {
    const { faults } = read("\nbroker.rack=${env:ZONE}\nlog.dirs=${file:/none:a}\n");
    expect(faults).toEqual([
      {
        file: NAME,
        line: 2,
        key: "broker.rack",
        value: "${env:ZONE}",
        reason: "There is no environment variable ZONE",
        allowed: "a variable that is set where kedge is started",
      },
      {
        file: NAME,
        line: 3,
        key: "log.dirs",
        value: "${file:/none:a}",
        reason: "Cannot read /none: ENOENT: no such file or directory, open '/none'",
        allowed: "a file that can be read",
      },
    ]);
  });

  test("do not show what they lead to where that is wrong", () => {
    const { faults } = read("num.partitions=${file:/secrets.properties:count}\n");
    expect(faults[0]).toMatchObject({
      value: "${file:/secrets.properties:count}",
      reason: "What this leads to is no value of num.partitions",
    });
    expect(JSON.stringify(faults)).not.toContain("many");
  });

  test("work in a zoo.cfg too", () => {
    const { faults, layers } = readServerConfig({
      zooCfg: {
        name: "zoo.cfg",
        text: "dataDir=${env:DIR}\nclientPort=${env:PORT}\ntickTime=${env:TICK}\n" +
          "DigestAuthenticationProvider.superDigest=${env:D}\n",
        readText: () => null,
      },
      surroundings: {
        variables: {
          D: "super:abc=",
          DIR: "/zk",
          PORT: "2190",
          TICK: "1500",
          ZOO_MAX_CNXNS: "${env:MAX}",
          MAX: "9",
        },
        readText: () => "",
      },
    });
    expect(faults).toEqual([]);
    expect(layers.text("zookeeper.DigestAuthenticationProvider.superDigest")).toBe("super:abc=");
    expect(layers.text("log.dirs")).toBe("/zk/kedge");
    expect(layers.text("zookeeper.listeners")).toBe("zookeeper://0.0.0.0:2190");
    expect(layers.number("zookeeper.tickTime")).toBe(1500);
    expect(layers.number("zookeeper.maxCnxns")).toBe(9);
  });

  test("of a zoo.cfg are refused by file and line, and not shown", () => {
    const { faults } = readServerConfig({
      zooCfg: {
        name: "zoo.cfg",
        text: "dataDir=/d\nclientPort=${env:NONE}\ntickTime=${env:TICK}\n",
        readText: () => null,
      },
      surroundings: { variables: { TICK: "geheim" }, readText: () => "" },
    });
    expect(faults.map(({ line, value, reason }) => [line, value, reason])).toEqual([
      [2, "${env:NONE}", "There is no environment variable NONE"],
      [3, "${env:TICK}", "What this leads to is no value of tickTime"],
    ]);
  });
});

test("a reference by an unknown name is told in a zoo.cfg as in a server.properties", () => {
  const { warnings } = readServerConfig({
    zooCfg: {
      name: "zoo.cfg",
      text: "clientPort=2181\ndataDir=${enf:DIR}\n",
      readText: () => null,
    },
  });
  expect(warnings).toEqual([
    "zoo.cfg line 2: there is no config provider enf: the value of dataDir is taken as it is " +
    "written",
  ]);
});

test("a topic's setting in the broker's file is told the broker's name", () => {
  expect(read("max.message.bytes=1\nretention.ms=1\n").warnings).toEqual([
    `${NAME} line 1: unknown setting max.message.bytes is ignored; did you mean message.max.bytes?`,
    `${NAME} line 2: unknown setting retention.ms is ignored; did you mean log.retention.ms?`,
  ]);
});

test("everything written is kept, the weakest first", () => {
  const { written, inForce, leftAlone } = read("num.partitions=2\nnum.partitions=3\n", {
    variables: { KAFKA_NUM_PARTITIONS: "4", KAFKA_OPTS: "-Da=b" },
    overrides: ["num.partitions=5"],
  });
  expect(written.map(({ source, value }) => [source, value])).toEqual([
    ["file", "2"],
    ["file", "3"],
    ["environment", "4"],
    ["override", "5"],
  ]);
  expect(inForce.get("num.partitions")?.source).toBe("override");
  expect(leftAlone).toEqual(["KAFKA_OPTS"]);
});
