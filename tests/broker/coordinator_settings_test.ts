import { expect, test } from "bun:test";
import {
  coordinatorSettings,
  givenSettings,
  shownSettings,
  snapshotPolicy,
} from "../../lib/broker/coordinator_settings.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { serverSettings } from "../../lib/zookeeper/server/settings.ts";

function settingsOf(...overrides: string[]) {
  return coordinatorSettings(loadServerConfig({ overrides }).config);
}

test("without any, they are those that a coordinator has by itself", () => {
  expect(serverSettings(settingsOf())).toEqual(serverSettings());
});

test.each([
  ["tickTime=500", { tickTimeMs: 500, minSessionTimeoutMs: 1000, maxSessionTimeoutMs: 10_000 }],
  ["minSessionTimeout=7", { minSessionTimeoutMs: 7, maxSessionTimeoutMs: 40_000 }],
  ["maxSessionTimeout=70000", { minSessionTimeoutMs: 4000, maxSessionTimeoutMs: 70_000 }],
  ["maxClientCnxns=0", { maxClientCnxns: 0 }],
  ["maxCnxns=8", { maxCnxns: 8 }],
  ["globalOutstandingLimit=9", { globalOutstandingLimit: 9 }],
  ["requestThrottleLimit=9", { globalOutstandingLimit: 9 }],
  ["requestThrottleLimit=9000", { globalOutstandingLimit: 1000 }],
  ["connectionMaxTokens=5", { connectionMaxTokens: 5, connectionTokenFillTimeMs: 1 }],
  ["connectionTokenFillTime=6", { connectionTokenFillTimeMs: 6 }],
  ["connectionTokenFillCount=7", { connectionTokenFillCount: 7 }],
  ["reconfigEnabled=true", { reconfigEnabled: true }],
  ["jute.maxbuffer=4194304", { juteMaxBufferBytes: 4_194_304 }],
  ["znode.container.checkIntervalMs=5", { containerCheckIntervalMs: 5 }],
  ["tickTime=2000", { fourLetterWords: ["*"] }],
  ["4lw.commands.whitelist=ruok,srvr", { fourLetterWords: ["ruok", "srvr"] }],
  ["extendedTypesEnabled=true", { extendedTypesEnabled: true }],
  ["enforceQuota=true", { enforceQuota: true }],
  ["DigestAuthenticationProvider.superDigest=super:x=", { superDigest: "super:x=" }],
])("zookeeper.%s", (override, expected) => {
  expect(settingsOf(`zookeeper.${override}`)).toMatchObject(expected);
});

test("snapshots by count and size", () => {
  const overrides = [
    "snapCount=10",
    "snapSizeLimitInKb=2",
    "autopurge.snapRetainCount=5",
    "autopurge.purgeInterval=2",
    "fsync.warningthresholdms=20",
  ].map((override) => `zookeeper.${override}`);
  const { config } = loadServerConfig({ overrides });
  expect(snapshotPolicy(config)).toEqual({
    transactions: 10,
    bytes: 2048,
    retained: 5,
    purgeIntervalMs: 7_200_000,
    flushWarningMs: 20,
  });
});

test("settings are shown without secrets", () => {
  const superDigest = "zookeeper.DigestAuthenticationProvider.superDigest";
  const { config } = loadServerConfig({
    overrides: [`${superDigest}=super:secret`, "zookeeper.tickTime=1000", "log.dirs=/d"],
  });
  const shown = new Map(shownSettings(config));
  expect([shown.get("zookeeper.tickTime"), shown.has(superDigest)]).toEqual(["1000", false]);
  const given = givenSettings(config);
  expect(given.split("\n")).toContain(`${superDigest}=[hidden]`);
  expect(given.split("\n")).toContain("log.dirs=/d");
  expect(given).not.toContain("secret");
});
