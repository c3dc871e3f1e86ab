import { describe, expect, test } from "bun:test";
import { ConfigError } from "../../lib/config/config_error.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { isZooCfg } from "../../lib/config/zoo_cfg.ts";

const BASE = "dataDir=/var/lib/zookeeper\nclientPort=2181\n";

interface Given {
  overrides?: string[];
  server?: string;
  files?: Record<string, string>;
}

function load(text: string, { overrides = [], server, files = {} }: Given = {}) {
  return loadServerConfig({
    ...(server === undefined ? {} : { file: { name: "server.properties", text: server } }),
    zooCfg: { name: "zoo.cfg", text, readText: (path) => files[path] ?? null },
    overrides,
  });
}

function faultOf(text: string, given: Given = {}): string {
  try {
    load(text, given);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
}

describe("a zoo.cfg alone", () => {
  test("that names no four-letter words allows what ZooKeeper does", () => {
    expect(load(BASE).config.zookeeperFourLetterWords).toEqual(["srvr"]);
    expect(load(`${BASE}4lw.commands.whitelist=*\n`).config.zookeeperFourLetterWords)
      .toEqual(["*"]);
  });

  test("is a ZooKeeper server: its folder, its port, the AdminServer's port, no broker", () => {
    const { config, warnings, withoutEffect } = load(
      "# comment\ntickTime = 3000 \ninitLimit=10\nsyncLimit=5\n" + BASE +
        "autopurge.snapRetainCount=5\nautopurge.purgeInterval=1\nsnapCount=9\n" +
        "4lw.commands.whitelist=stat, ruok\nmetricsProvider.httpPort=7000\n" +
        "maxClientCnxns=0\nadmin.enableServer=TRUE\nrequest_throttle_max_requests=70\n" +
        "forceSync=no\nssl.protocol=TLSv1.3\nadmin.snapshot.enabled=false\n",
    );
    expect(config).toMatchObject({
      brokerEnable: false,
      logDirs: ["/var/lib/zookeeper/kedge"],
      zookeeperListeners: [{ host: "0.0.0.0", port: 2181 }],
      restListeners: [{ host: "0.0.0.0", port: 8080 }],
      zookeeperTickTime: 3000,
      zookeeperSnapRetainCount: 5,
      zookeeperPurgeInterval: 1,
      zookeeperSnapCount: 9,
      zookeeperFourLetterWords: ["stat", "ruok"],
      zookeeperMaxClientCnxns: 0,
      zookeeperRequestThrottleLimit: 70,
      zookeeperAdminSnapshotEnabled: false,
    });
    expect(warnings).toEqual([]);
    expect(withoutEffect).toEqual([
      "initLimit",
      "syncLimit",
      "metricsProvider.httpPort",
      "forceSync",
      "ssl.protocol",
    ]);
  });

  test.each<[string, object]>([
    ["clientPortAddress=10.0.0.1", { zookeeperListeners: [{ host: "10.0.0.1", port: 2181 }] }],
    ["clientPortAddress=::1", { zookeeperListeners: [{ host: "::1", port: 2181 }] }],
    ["admin.serverPort=9000\nadmin.serverAddress=127.0.0.1", {
      restListeners: [{ host: "127.0.0.1", port: 9000 }],
    }],
    ["admin.enableServer=false", { restListeners: [] }],
    ["dataLogDir=/fast/", { logDirs: ["/fast/kedge"] }],
  ])("%s", (lines, expected) => {
    expect(load(BASE + lines).config).toMatchObject(expected);
  });

  test("has a Kafka port where one is asked for", () => {
    const { config } = load(BASE, { overrides: ["listeners=PLAINTEXT://:9092"] });
    expect([config.brokerEnable, config.listeners[0]?.port]).toEqual([true, 9092]);
  });

  test("overrides are stronger", () => {
    const overrides = ["zookeeper.tickTime=500", "log.dirs=/d", "rest.listeners="];
    const { config, withoutEffect } = load(`${BASE}tickTime=3000`, { overrides });
    expect(config).toMatchObject({ zookeeperTickTime: 500, logDirs: ["/d"], restListeners: [] });
    expect(withoutEffect).toEqual(["dataDir"]);
  });
});

describe("a zoo.cfg beside a server.properties", () => {
  test("adds what the broker's file does not say", () => {
    const { config, withoutEffect, warnings } = load(`${BASE}tickTime=500`, {
      server: "broker.id=3\nlog.dirs=/kafka\nzookeeper.connect=localhost:2181\n",
    });
    expect(config).toMatchObject({
      brokerEnable: true,
      brokerId: 3,
      logDirs: ["/kafka"],
      zookeeperTickTime: 500,
      restListeners: [{ port: 8083 }],
    });
    expect([withoutEffect.includes("dataDir"), warnings]).toEqual([true, []]);
  });

  test("its AdminServer port is one more", () => {
    const { config } = load(`${BASE}admin.serverPort=8080`, { server: "broker.id=3\n" });
    expect(config.restListeners.map(({ port }) => port)).toEqual([8083, 8080]);
    expect(config.logDirs).toEqual(["/var/lib/zookeeper/kedge"]);
  });

  test("loses where both say it", () => {
    const { config, warnings } = load(BASE, {
      server: "zookeeper.listeners=zookeeper://127.0.0.1:2999\n",
    });
    expect(config.zookeeperListeners[0]?.port).toBe(2999);
    expect(warnings).toEqual([
      "zoo.cfg line 2: clientPort has no effect: zookeeper.listeners is set",
    ]);
  });
});

describe("unknown names are warnings, with the nearest", () => {
  test.each([
    ["maxClientCnxs=60", "maxClientCnxs is ignored; did you mean maxClientCnxns?"],
    ["zookeeper.snapCount=60", "zookeeper.snapCount is ignored; did you mean snapCount?"],
    ["totally.other=1", "totally.other is ignored"],
  ])("%s", (line, text) => {
    expect(load(BASE + line).warnings).toEqual([`zoo.cfg line 3: unknown setting ${text}`]);
  });
});

describe("values that cannot be", () => {
  test.each([
    [
      "tickTime=abc",
      "zoo.cfg line 3: tickTime=abc: Invalid value abc for configuration " +
      "zookeeper.tickTime: Not a number of type INT (allowed: a whole number, at least 1)",
    ],
    ["initLimit=x", "zoo.cfg line 3: initLimit=x: Invalid value x"],
    ["reconfigEnabled=yes", "zoo.cfg line 3: reconfigEnabled=yes: Invalid value yes"],
    ["electionAlg=1", "zoo.cfg line 3: electionAlg=1: Invalid value 1"],
    [
      "minSessionTimeout=50000",
      "zoo.cfg line 3: minSessionTimeout=50000: minSessionTimeout, " +
      "50000 ms, must not be larger than maxSessionTimeout, 40000 ms",
    ],
    ["secureClientPort=2281", "kedge has no TLS yet"],
    ["sessionRequireClientSASLAuth=true", "kedge has no SASL yet"],
    ["enforce.auth.enabled=true", "clients without it would be let in"],
    ["DigestAuthenticationProvider.digestAlg=SHA-256", "no password would fit"],
    ["bad\\u12=1", "zoo.cfg line 3: Cannot read bad"],
  ])("%s", (line, message) => {
    expect(faultOf(BASE + line)).toContain(message);
  });

  test("what must be there", () => {
    expect(faultOf("clientPort=2181")).toBe(
      "zoo.cfg: dataDir is not set (allowed: dataDir=FOLDER)",
    );
    expect(faultOf("dataDir=/d")).toBe("zoo.cfg: clientPort is not set (allowed: clientPort=2181)");
    expect(faultOf("dataDir=/d\nclientPortAddress=::1")).toContain(
      "zoo.cfg line 2: clientPortAddress=::1: clientPortAddress is set but clientPort is not set",
    );
    expect(faultOf("dataDir=/d\nclientPort=99999")).not.toContain("is not set");
    expect(faultOf("a=\\u12")).not.toContain("is not set");
    expect(faultOf("dataDir=/a,b\nclientPort=1")).toContain("without commas");
  });

  test("too few snapshots to keep are more, as in ZooKeeper", () => {
    const { config, warnings } = load(`${BASE}autopurge.snapRetainCount=1`);
    expect([config.zookeeperSnapRetainCount, warnings]).toEqual([
      3,
      ["zoo.cfg line 3: autopurge.snapRetainCount=1 is too few, 3 are kept"],
    ]);
  });

  test("a secret is not told", () => {
    const line = "DigestAuthenticationProvider.superDigest=super:secret=";
    expect(load(BASE + line).config.zookeeperSuperDigest).toBe("super:secret=");
    expect(faultOf(`${BASE}${line}\ntickTime=0`)).not.toContain("secret");
  });
});

describe("server lines", () => {
  const THREE = "server.1=a:2888:3888\nserver.2=b:2888:3888;2182\nserver.3=[::1]:1:2:observer\n";

  test("one is passed over", () => {
    const { warnings, config } = load(`dataDir=/d\nserver.1=localhost:2888:3888;10.0.0.9:2182\n`);
    expect(warnings).toEqual([
      "zoo.cfg line 2: server.1 is passed over: kedge is one server by itself",
    ]);
    expect(config.zookeeperListeners).toEqual([
      { name: "zookeeper", host: "10.0.0.9", port: 2182 },
    ]);
  });

  test("several are refused, with what to do", () => {
    const fault = faultOf(BASE + THREE);
    expect(fault).toStartWith("zoo.cfg line 3: server.1=a:2888:3888: server.1, server.2, server.3");
    expect(fault).toContain("add --override zookeeper.startAlone=true");
  });

  test("unless it is to start alone", () => {
    for (const given of [{ overrides: ["zookeeper.startAlone=true"] }, {}]) {
      const text = BASE + THREE + ("overrides" in given ? "" : "startAlone=true");
      const { config, warnings } = load(text, given);
      expect(config.zookeeperListeners[0]?.port).toBe(2181);
      expect(warnings).toEqual([expect.stringContaining("are passed over")]);
    }
  });

  test("myid says which one has the client port", () => {
    const { config } = load(`dataDir=/d\nstartAlone=true\n${THREE}`, {
      files: { "/d/myid": "2\n" },
    });
    expect(config.zookeeperListeners[0]?.port).toBe(2182);
  });

  test("they may stand in a file of their own, and only there", () => {
    const files = { "/zoo.dynamic": "server.1=a:1:2:participant;2183\n" };
    const { config } = load("dataDir=/d\ndynamicConfigFile=/zoo.dynamic\n", { files });
    expect(config.zookeeperListeners[0]?.port).toBe(2183);
    expect(faultOf("dataDir=/d\ndynamicConfigFile=/nofile\n")).toContain("Cannot read the file");
    expect(faultOf(`${BASE}dynamicConfigFile=/zoo.dynamic\nserver.1=a:1:2`, { files })).toContain(
      "stand in that file",
    );
  });

  test.each(["server.x=a:1:2", "server.1=a", "server.1=a:1:2;b:c", "server.1=a:1:2;1;2"])(
    "%s cannot be read",
    (line) => expect(faultOf(BASE + line)).toContain("Cannot read the server line"),
  );
});

test("a zoo.cfg is told from a server.properties", () => {
  const kind = (name: string, text: string) => isZooCfg({ name, text });
  expect(kind("zoo.cfg", "")).toBe(true);
  expect(kind("config/zookeeper.properties", "dataDir=/tmp/zookeeper\n")).toBe(true);
  expect(kind("server.properties", "log.dirs=/d\nzookeeper.connect=localhost:2181\n")).toBe(false);
  expect(kind("server.properties", "a=\\u1")).toBe(false);
});
