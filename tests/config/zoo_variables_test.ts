import { describe, expect, test } from "bun:test";
import { loadServerConfig } from "../../lib/config/server_config.ts";

const ZOO_CFG = "tickTime=2000\ndataDir=/data\nclientPort=2181\nmaxClientCnxns=10\n";

function load(
  variables: Record<string, string>,
  { zooCfg, file }: { zooCfg?: string; file?: string } = {},
) {
  return loadServerConfig({
    ...(zooCfg === undefined
      ? {}
      : { zooCfg: { name: "zoo.cfg", text: zooCfg, readText: () => null } }),
    ...(file === undefined ? {} : { file: { name: "server.properties", text: file } }),
    surroundings: { variables, readText: () => "" },
  });
}

/** As the official image documents them. */
const OFFICIAL = {
  ZOO_MY_ID: "1",
  ZOO_TICK_TIME: "3000",
  ZOO_INIT_LIMIT: "10",
  ZOO_SYNC_LIMIT: "5",
  ZOO_MAX_CLIENT_CNXNS: "60",
  ZOO_STANDALONE_ENABLED: "true",
  ZOO_ADMINSERVER_ENABLED: "true",
  ZOO_AUTOPURGE_PURGEINTERVAL: "1",
  ZOO_AUTOPURGE_SNAPRETAINCOUNT: "5",
  ZOO_4LW_COMMANDS_WHITELIST: "srvr, mntr",
  ZOO_CFG_EXTRA: "minSessionTimeout=4000 metricsProvider.httpPort=7000",
  ZOO_SERVERS: "server.1=zoo1:2888:3888;2182",
  ZOO_LOG_DIR: "/logs",
};

describe("the official image's variables", () => {
  test("are settings of the coordinator beside a broker", () => {
    const { config, warnings, withoutEffect } = load(OFFICIAL);
    expect(config).toMatchObject({
      brokerEnable: true,
      zookeeperTickTime: 3000,
      zookeeperMaxClientCnxns: 60,
      zookeeperPurgeInterval: 1,
      zookeeperSnapRetainCount: 5,
      zookeeperFourLetterWords: ["srvr", "mntr"],
      zookeeperMinSessionTimeout: 4000,
    });
    expect(config.zookeeperListeners[0]?.port).toBe(2182);
    expect(config.logDirs).toEqual(["./kedge-data"]);
    expect(warnings).toEqual([
      "environment ZOO_SERVERS: server.1 is passed over: kedge is one server by itself",
    ]);
    expect(withoutEffect).toEqual(
      expect.arrayContaining(["ZOO_MY_ID", "initLimit", "syncLimit", "metricsProvider.httpPort"]),
    );
  });

  test("count more than a zoo.cfg and a server.properties", () => {
    const variables = { ZOO_TICK_TIME: "3000", ZOO_DATA_DIR: "/other" };
    const { config } = load(variables, { zooCfg: ZOO_CFG });
    expect(config).toMatchObject({ zookeeperTickTime: 3000, zookeeperMaxClientCnxns: 10 });
    expect(config.logDirs).toEqual(["/other/kedge"]);
    expect(config.brokerEnable).toBe(false);
    expect(load(variables, { file: "zookeeper.tickTime=1000" }).config.zookeeperTickTime)
      .toBe(3000);
  });

  test("switch the AdminServer's port off, where this is a ZooKeeper server", () => {
    const off = { ZOO_ADMINSERVER_ENABLED: "false" };
    expect(load(off, { zooCfg: ZOO_CFG }).config.restListeners).toEqual([]);
    expect(load(off).config.restListeners).toHaveLength(1);
  });

  test("are refused as a zoo.cfg is, by their names", () => {
    expect(() => load({ ZOO_TICK_TIME: "often" })).toThrow(
      "environment ZOO_TICK_TIME: tickTime=often: Invalid value often",
    );
    expect(() => load({ ZOO_CFG_EXTRA: "secureClientPort=2281" })).toThrow(
      "environment ZOO_CFG_EXTRA: secureClientPort=2281: kedge has no TLS yet",
    );
    const servers = "server.1=a:2888:3888 server.2=b:2888:3888";
    expect(() => load({ ZOO_SERVERS: servers })).toThrow("server.1, server.2 are an ensemble");
    expect(load({ ZOO_FOO: "1", ZOOKEEPER_FOO: "1" }).warnings).toEqual([
      "environment ZOO_FOO: nothing of a zoo.cfg has this name, it is ignored",
    ]);
  });
});

test("other images' variables do the same", () => {
  expect(load({ ZOO_PORT_NUMBER: "2190" }).config.zookeeperListeners[0]?.port).toBe(2190);
  const confluent = { ZOOKEEPER_CLIENT_PORT: "2191", ZOOKEEPER_TICK_TIME: "2500" };
  const { config } = load(confluent);
  expect([config.zookeeperListeners[0]?.port, config.zookeeperTickTime]).toEqual([2191, 2500]);
  expect(() => load({ ZOO_SERVERS: "a:2888:3888,b:2888:3888" })).toThrow("are an ensemble");
  expect(load({ ZOO_SERVERS: "0.0.0.0:2888:3888::1" }).config.zookeeperListeners[0]?.port)
    .toBe(2181);
  expect(load({ ZOOKEEPER_CLIENT_PORT: "tcp://10.0.0.1:2181" }).config.zookeeperListeners[0]?.port)
    .toBe(2181);
});
