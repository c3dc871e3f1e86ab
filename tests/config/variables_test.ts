import { describe, expect, test } from "bun:test";
import { brokerSettings } from "../../lib/config/mod.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { readVariables, settingOfVariable } from "../../lib/config/variables.ts";
import { imageEnvironments } from "./image_environments.ts";

function load(variables: Record<string, string>, text = "", overrides: readonly string[] = []) {
  return loadServerConfig({
    file: { name: "server.properties", text },
    overrides,
    surroundings: { variables, readText: () => "" },
  });
}

function valuesOf(variables: Record<string, string>): Record<string, string> {
  const { assignments } = readVariables(variables);
  return Object.fromEntries(assignments.map(({ key, value }) => [key, value]));
}

describe("the name of a variable", () => {
  const rows: readonly (readonly [string, string | null])[] = [
    ["LOG_RETENTION_HOURS", "log.retention.hours"],
    ["ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MS", "add.partitions.to.txn.retry.backoff.ms"],
    ["ZOOKEEPER_MAX_CLIENT_CNXNS", "zookeeper.maxClientCnxns"],
    ["ZOOKEEPER_MAXCLIENTCNXNS", "zookeeper.maxClientCnxns"],
    ["LISTENER_NAME_INNER_SSL_KEY_PASSWORD", "listener.name.inner.ssl.key.password"],
    [
      "LISTENER_NAME_MY___HOST_SASL_ENABLED_MECHANISMS",
      "listener.name.my-host.sasl.enabled.mechanisms",
    ],
    ["CONFIG_PROVIDERS_ENV_CLASS", "config.providers.env.class"],
    ["CONFLUENT_LICENSE", "confluent.license"],
    ["SUPER_USERS", "super.users"],
    ["ZOOKEEPER_START_ALONE", "zookeeper.startAlone"],
    ["FOO_BAR", null],
  ];
  test.each(rows)("%p stands for %p", (rest, name) => {
    expect(settingOfVariable(rest)).toBe(name);
  });

  test("stands for one setting: none differ only by what a name loses", () => {
    for (const { name } of brokerSettings) {
      expect(settingOfVariable(name.toUpperCase().replace(/[.-]/g, "_"))).toBe(name);
    }
  });
});

describe("which one counts", () => {
  test("an override before a variable, a variable before the file", () => {
    const variables = { KAFKA_NUM_PARTITIONS: "3" };
    expect(load({}, "num.partitions=2").config.numPartitions).toBe(2);
    expect(load(variables, "num.partitions=2").config.numPartitions).toBe(3);
    expect(load(variables, "", ["num.partitions=4"]).config.numPartitions).toBe(4);
  });

  test("KEDGE_ before KAFKA_CFG_ before KAFKA_", () => {
    const [kafka, bitnami, kedge] = [
      { KAFKA_NUM_PARTITIONS: "3" },
      { KAFKA_CFG_NUM_PARTITIONS: "4" },
      { KEDGE_NUM_PARTITIONS: "5" },
    ];
    expect(load({ ...bitnami, ...kafka }).config.numPartitions).toBe(4);
    expect(load({ ...kedge, ...bitnami, ...kafka }).config.numPartitions).toBe(5);
  });

  test("the broker's id has two names", () => {
    expect(load({ KAFKA_NODE_ID: "7" }, "broker.id=0").config.brokerId).toBe(7);
    expect(load({ KAFKA_BROKER_ID: "7" }, "node.id=1").config.brokerId).toBe(7);
    expect(load({ KAFKA_NODE_ID: "7" }, "", ["broker.id=8"]).config.brokerId).toBe(8);
    expect(() => load({}, "node.id=1\nbroker.id=2")).toThrow("they are one id");
  });

  test("what is empty is not set, but for kedge's own lists", () => {
    expect(valuesOf({ KAFKA_NUM_PARTITIONS: "", KAFKA_LISTENERS: " " })).toEqual({});
    expect(valuesOf({ KEDGE_NUM_PARTITIONS: "", KEDGE_REST_LISTENERS: "" })).toEqual({
      "rest.listeners": "",
    });
  });
});

describe("what is said of variables", () => {
  test("which of them are settings", () => {
    expect(load({ KAFKA_BROKER_ID: "1", KEDGE_LOG_DIRS: "/d" }).notes).toEqual([
      "settings by environment variables: KAFKA_BROKER_ID, KEDGE_LOG_DIRS",
    ]);
    expect(load({ PATH: "/bin", HOME: "/root" }).notes).toEqual([]);
  });

  test("an unknown one is ignored, with a suggestion", () => {
    const { warnings, config } = load({ KAFKA_LOG_RETENTION_HOUR: "1", KAFKA_FOO_BAR: "x" });
    expect(warnings).toEqual([
      "environment KAFKA_FOO_BAR: no setting has this name, it is ignored",
      "environment KAFKA_LOG_RETENTION_HOUR: no setting has this name, it is ignored; " +
      "did you mean KAFKA_LOG_RETENTION_HOURS?",
    ]);
    expect(config.get("log.retention.hours")).toBe("168");
  });

  test("a wrong value is refused by the variable's name", () => {
    expect(() => load({ KAFKA_NUM_PARTITIONS: "many" })).toThrow(
      "environment KAFKA_NUM_PARTITIONS: num.partitions=many: Invalid value many for " +
        "configuration num.partitions: Not a number of type INT",
    );
  });

  test("a Java heap is explained, other Java options are left alone", () => {
    const variables = { KAFKA_HEAP_OPTS: "-Xmx1G -Xms1G", KAFKA_OPTS: "-Dfoo=1" };
    expect(readVariables(variables)).toEqual({
      assignments: [],
      faults: [],
      warnings: [],
      notes: [
        "KAFKA_HEAP_OPTS: there is no Java heap to size; memory.budget bounds the memory that " +
        "kedge uses",
      ],
      leftAlone: ["KAFKA_HEAP_OPTS", "KAFKA_OPTS"],
    });
  });

  test("what a command of an image would print is refused", () => {
    expect(() => load({ KAFKA_ADVERTISED_LISTENERS: "OUT://_{HOSTNAME_COMMAND}:9094" })).toThrow(
      "_{HOSTNAME_COMMAND} stands for what a command of the image prints: kedge runs none",
    );
  });

  test("services of Kubernetes are no settings", () => {
    const variables = { KAFKA_PORT: "tcp://10.0.0.1:9092", KAFKA_SERVICE_PORT: "9092" };
    expect(readVariables(variables)).toMatchObject({ assignments: [], warnings: [] });
  });
});

describe("zookeeper.connect of an image", () => {
  test("gives the chroot, and is connected to by nobody", () => {
    const { config, notes } = load({ KAFKA_ZOOKEEPER_CONNECT: "zk1:2181,zk2:2181/kafka" });
    expect(config.zookeeperConnect).toEqual({ hosts: [], chroot: "/kafka" });
    expect(notes.join()).toContain("KAFKA_ZOOKEEPER_CONNECT: kedge holds the znodes itself");
    expect(load({ KAFKA_ZOOKEEPER_CONNECT: "zk:2181" }).config.zookeeperConnect.chroot).toBe("");
    expect(() => load({ KAFKA_ZOOKEEPER_CONNECT: "zk:x" })).toThrow("Not a list of ZooKeeper");
  });

  test("by kedge's own name it is what it is in a file", () => {
    const { config } = load({ KEDGE_ZOOKEEPER_CONNECT: "zk:2181" });
    expect(config.zookeeperConnect.hosts).toEqual([{ host: "zk", port: 2181 }]);
  });
});

describe("listeners that only clients' addresses tell of", () => {
  const advertised = { KAFKA_ADVERTISED_LISTENERS: "PLAINTEXT://[::1]:9094" };

  test("are opened at every interface", () => {
    expect(load(advertised).config.listeners[0]).toMatchObject({ host: "0.0.0.0", port: 9094 });
  });

  test("also where a part of them stands elsewhere", () => {
    const { config } = load({ KAFKA_ADVERTISED_LISTENERS: "PLAINTEXT://${env:IP}:9094", IP: "a" });
    expect(config.listeners[0]).toMatchObject({ host: "0.0.0.0", port: 9094 });
    expect(config.advertisedListeners[0]).toMatchObject({ host: "a", port: 9094 });
  });

  test("unless anything else says where to listen", () => {
    const file = "listeners=PLAINTEXT://127.0.0.1:9095";
    expect(load(advertised, file).config.listeners[0]?.port).toBe(9095);
    const own = { KEDGE_ADVERTISED_LISTENERS: "PLAINTEXT://a:9094" };
    expect(load(own).config.listeners[0]?.port).toBe(9092);
    expect(load({}, "advertised.listeners=PLAINTEXT://a:9094").config.listeners[0]?.port)
      .toBe(9092);
    expect(load({ KAFKA_ADVERTISED_LISTENERS: "auto" }).config.listeners[0]?.port).toBe(9092);
  });
});

describe("the environment of a tutorial starts a broker as it is", () => {
  test.each(imageEnvironments.map((each) => [each.image, each] as const))("%s", (_image, each) => {
    const { config, warnings } = loadServerConfig({
      surroundings: { variables: each.variables, readText: () => "" },
    });
    const text = ({ name, host, port }: { name: string; host: string; port: number }) =>
      `${name}://${host}:${port}`;
    expect(warnings).toEqual([]);
    expect(config.listeners.map(text)).toEqual([...each.listeners]);
    expect(config.advertisedListeners.map(text)).toEqual([...each.advertised]);
    expect(config.brokerId).toBe(each.brokerId);
    expect(config.brokerEnable).toBe(true);
    expect(config.zookeeperConnect.hosts).toEqual([]);
  });
});
