import { describe, expect, test } from "bun:test";
import { ConfigError } from "../../lib/config/config_error.ts";
import { type LoadedServerConfig, loadServerConfig } from "../../lib/config/server_config.ts";

function load(text: string, ...overrides: string[]): LoadedServerConfig {
  return loadServerConfig({ file: { name: "server.properties", text }, overrides });
}

function faultsOf(text: string, ...overrides: string[]): string[] {
  try {
    load(text, ...overrides);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("loadServerConfig() without a file", () => {
  const { config, warnings, withoutEffect } = loadServerConfig();

  test("gives the embedded defaults", () => {
    expect(warnings).toEqual([]);
    expect(withoutEffect).toEqual([]);
    expect(config.listeners).toEqual([
      { name: "PLAINTEXT", protocol: "PLAINTEXT", host: "0.0.0.0", port: 9092 },
    ]);
    expect(config.zookeeperListeners).toEqual([
      { name: "zookeeper", host: "0.0.0.0", port: 2181 },
    ]);
    expect(config.restListeners).toEqual([{ name: "http", host: "0.0.0.0", port: 8083 }]);
    expect(config.advertisedListeners).toEqual([]);
    expect(config.zookeeperConnect).toEqual({ hosts: [], chroot: "" });
    expect(config.logDirs).toEqual(["./kedge-data"]);
    expect(config.brokerId).toBe(-1);
    expect(config.numPartitions).toBe(1);
    expect(config.groupInitialRebalanceDelayMs).toBe(0);
    expect(config.offsetsTopicNumPartitions).toBe(50);
    expect(config.acksAllFlushEnable).toBe(true);
    expect(config.logReservedDiskBytes).toBe(64 * 1024 * 1024);
    expect(config.logRetentionDiskBytes).toBe(-1);
    expect(config.logRetentionDiskPercent).toBe(-1);
    expect(config.maxConnectionsPerIpOverrides.size).toBe(0);
    expect(config.loggerLevel).toBe("INFO");
  });

  test("defines every typed value", () => {
    const missing = Object.entries(config)
      .filter(([, value]) => value === undefined || Number.isNaN(value));
    expect(missing).toEqual([]);
  });
});

test("a file of Kafka 2.5 starts as it is", () => {
  const { config, warnings, withoutEffect } = load(`
broker.id=3
listeners=PLAINTEXT://:9092
num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
log.dirs=/tmp/kafka-logs
num.partitions=2
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
zookeeper.connect=localhost:2181/kafka
zookeeper.connection.timeout.ms=6000
inter.broker.protocol.version=2.5
log.message.format.version=2.5
group.initial.rebalance.delay.ms=0
`);
  expect(warnings).toEqual([]);
  expect(withoutEffect).toEqual([
    "num.network.threads",
    "num.io.threads",
    "socket.send.buffer.bytes",
    "socket.receive.buffer.bytes",
    "num.recovery.threads.per.data.dir",
    "zookeeper.connection.timeout.ms",
    "inter.broker.protocol.version",
    "log.message.format.version",
  ]);
  expect(config.brokerId).toBe(3);
  expect(config.logDirs).toEqual(["/tmp/kafka-logs"]);
  expect(config.zookeeperConnect.chroot).toBe("/kafka");
});

test("a file of Kafka 4 starts without its controller listener", () => {
  const { config, warnings } = load(`
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
inter.broker.listener.name=PLAINTEXT
advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL
log.dirs=/tmp/kraft-combined-logs
`);
  expect(warnings).toEqual([]);
  expect(config.listeners.map(({ port }) => port)).toEqual([9092]);
  expect(config.advertisedListeners).toEqual([
    { name: "PLAINTEXT", protocol: "PLAINTEXT", host: "localhost", port: 9092 },
  ]);
  expect(config.brokerId).toBe(1);
  expect(config.get("broker.id")).toBe("1");
});

describe("precedence", () => {
  const rows: readonly (readonly [string, string, readonly string[], string])[] = [
    ["the default where nothing is set", "", [], "1"],
    ["the file over the default", "num.partitions=3", [], "3"],
    ["an override over the file", "num.partitions=3", ["num.partitions=5"], "5"],
    ["the last override", "", ["num.partitions=5", "num.partitions=6"], "6"],
    ["the last line of the file", "num.partitions=3\nnum.partitions=4", [], "4"],
  ];
  test.each(rows)("takes %s", (_what, text, overrides, value) => {
    expect(load(text, ...overrides).config.get("num.partitions")).toBe(value);
  });

  test("log.dirs over log.dir, node.id and broker.id alike", () => {
    expect(load("log.dir=/a\nlog.dirs=/b,/c").config.logDirs).toEqual(["/b", "/c"]);
    expect(load("log.dir=/a").config.logDirs).toEqual(["/a"]);
    expect(load("node.id=4").config.brokerId).toBe(4);
    expect(load("broker.id=5").config.get("node.id")).toBe("5");
  });
});

describe("warnings", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [
      "\nlog.retension.hours=3",
      [
        "server.properties line 2: unknown setting log.retension.hours is ignored; " +
        "did you mean log.retention.hours?",
      ],
    ],
    ["quux=1", ["server.properties line 1: unknown setting quux is ignored"]],
    [
      "num.partitions=1\n\nnum.partitions=2",
      [
        "server.properties line 3: num.partitions is set again and replaces " +
        "server.properties line 1",
      ],
    ],
    ["listener.name.internal.ssl.keystore.location=/x", []],
    ["super.users=User:admin\nallow.everyone.if.no.acl.found=true", []],
    ["confluent.support.metrics.enable=false", []],
  ];
  test.each(rows)("for %j", (text, warnings) => {
    expect(load(text).warnings).toEqual([...warnings]);
  });

  test("name the override", () => {
    expect(load("", "num.partitons=1").warnings).toEqual([
      "--override: unknown setting num.partitons is ignored; did you mean num.partitions?",
    ]);
  });
});

/** A line, and what its fault says after `server.properties line 1: `. */
const badValues: readonly (readonly [string, string])[] = [
  [
    "num.partitions=abc",
    "num.partitions=abc: Invalid value abc for configuration num.partitions: " +
    "Not a number of type INT (allowed: a whole number, at least 1)",
  ],
  [
    "num.partitions=",
    "num.partitions=: Invalid value  for configuration num.partitions: " +
    "Not a number of type INT (allowed: a whole number, at least 1)",
  ],
  [
    "num.partitions=0",
    "num.partitions=0: Invalid value 0 for configuration num.partitions: " +
    "Value must be at least 1 (allowed: a whole number, at least 1)",
  ],
  [
    "auto.create.topics.enable=yes",
    "auto.create.topics.enable=yes: Invalid value yes for configuration " +
    "auto.create.topics.enable: Expected value to be either true or false " +
    "(allowed: true or false)",
  ],
  [
    "log.cleanup.policy=delete,shrink",
    "log.cleanup.policy=delete,shrink: Invalid value shrink for configuration " +
    "log.cleanup.policy: String must be one of: compact, delete " +
    "(allowed: a comma-separated list, one of compact, delete)",
  ],
  [
    "logger.level=loud",
    "logger.level=loud: Invalid value loud for configuration logger.level: " +
    "String must be one of (case insensitive): DEBUG, INFO, WARN, ERROR " +
    "(allowed: one of DEBUG, INFO, WARN, ERROR)",
  ],
  [
    "log.retention.disk.percent=0",
    "log.retention.disk.percent=0: Invalid value 0 for configuration " +
    "log.retention.disk.percent: Value must be between 1 and 100 or equal to -1 " +
    "(allowed: a whole number, from 1 to 100, or -1)",
  ],
  [
    "rest.listeners=localhost:8083",
    "rest.listeners=localhost:8083: Invalid value localhost:8083 for configuration " +
    "rest.listeners: Unable to parse localhost:8083 to a broker endpoint " +
    "(allowed: a comma-separated list, each as http://host:port with a port from 0 to 65535, " +
    "or nothing)",
  ],
  [
    "zookeeper.connect=:2181/kafka",
    "zookeeper.connect=:2181/kafka: Invalid value :2181/kafka for configuration zookeeper.connect: " +
    "Not a list of ZooKeeper servers (allowed: as host1:port1,host2:port2/chroot)",
  ],
  [
    "log.dirs=",
    "log.dirs=: At least one data folder is needed, and none without a name " +
    "(allowed: a comma-separated list)",
  ],
  [
    "log.retention.minutes=0",
    "log.retention.minutes=0: Retention must be unlimited (-1) or at least 1 " +
    "(allowed: a whole number)",
  ],
  [
    "group.max.session.timeout.ms=10",
    "group.max.session.timeout.ms=10: group.min.session.timeout.ms, 6000, is above " +
    "group.max.session.timeout.ms, 10 (allowed: a whole number)",
  ],
  [
    "queued.max.request.bytes=5",
    "queued.max.request.bytes=5: The largest request, 104857600 by socket.request.max.bytes, " +
    "does not fit 5 (allowed: a whole number)",
  ],
  [
    "inter.broker.listener.name=INNER",
    "inter.broker.listener.name=INNER: There is no listener INNER in listeners, " +
    "only PLAINTEXT (allowed: any text)",
  ],
  [
    "num.partitions=\\u12",
    "Cannot read \\u12: \\u needs four hexadecimal digits " +
    "(allowed: key=value lines of a Java properties file)",
  ],
];

describe("bad values", () => {
  test.each(badValues)("%j", (text, fault) => {
    expect(faultsOf(text)).toEqual([`server.properties line 1: ${fault}`]);
  });

  test("are told all together, in order of lines, each once", () => {
    const text = "num.partitions=x\nbroker.id=y\nnode.id=1\nlisteners=A\nadvertised.listeners=B";
    expect(faultsOf(text, "fetch.max.bytes=1", "oops").map((line) => line.split(": ")[0]))
      .toEqual([
        "server.properties line 1",
        "server.properties line 2",
        "server.properties line 4",
        "server.properties line 5",
        "--override",
        "--override",
      ]);
  });

  test("of the last override only, where it replaces the file's", () => {
    expect(faultsOf("num.partitions=x", "num.partitions=2")).toEqual([]);
  });
});

test("withDynamic() puts values set at run time above the file's", () => {
  const { config } = load("log.cleaner.backoff.ms=1000\nnum.partitions=3");
  const changed = config.withDynamic({
    clusterWide: new Map([["log.cleaner.backoff.ms", "2000"], ["log.retention.ms", "5"]]),
    perBroker: new Map([["log.cleaner.backoff.ms", "3000"]]),
  });
  expect(changed.logCleanerBackoffMs).toBe(3000);
  expect(changed.get("log.retention.ms")).toBe("5");
  expect(changed.numPartitions).toBe(3);
  expect(config.logCleanerBackoffMs).toBe(1000);
  expect(changed.withDynamic({}).logCleanerBackoffMs).toBe(1000);
});
