import { beforeEach, describe, expect, test } from "bun:test";
import {
  listenerWarnings,
  warnOfListeners,
  warnOfUnknownHosts,
} from "../../lib/broker/listener_warnings.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryHostLookup } from "../../lib/io/memory_host_lookup.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";

let logger: MemoryLogger;

beforeEach(() => {
  logger = new MemoryLogger();
});

function configOf(...overrides: string[]) {
  return loadServerConfig({ overrides }).config;
}

describe("a start warns", () => {
  test.each(["localhost", "127.0.0.1", "[::1]"])("of %s told to clients of others", (host) => {
    const config = configOf(`advertised.listeners=PLAINTEXT://${host}:9092`);
    const [warning, ...others] = listenerWarnings(config, { isGcp: false });
    expect(others).toEqual([]);
    expect(warning).toContain("listener PLAINTEXT takes clients of other machines (0.0.0.0:9092)");
    expect(warning).toContain(`to connect to ${host}:9092, which is their own machine`);
    expect(warning).toContain("Set advertised.listeners=PLAINTEXT://HOST:9092");
    expect(warning).toContain("or listeners=PLAINTEXT://127.0.0.1:9092");
  });

  test("a machine of Google Cloud without advertised.listeners", () => {
    const [warning] = listenerWarnings(configOf(), { isGcp: true });
    expect(warning).toContain("need advertised.listeners=auto");
  });

  test.each([
    [["listeners=PLAINTEXT://127.0.0.1:9092"], true],
    [
      ["listeners=PLAINTEXT://localhost:9092", "advertised.listeners=PLAINTEXT://localhost:1"],
      false,
    ],
    [["advertised.listeners=auto"], true],
    [["advertised.listeners=PLAINTEXT://kafka.example:9092"], true],
    [[], false],
  ])("of nothing with %j, Google Cloud: %j", (overrides, isGcp) => {
    expect(listenerWarnings(configOf(...overrides), { isGcp })).toEqual([]);
  });
});

describe("an advertised name", () => {
  const lookup = new MemoryHostLookup({ "known.example": ["10.0.0.1"] });

  test("that does not resolve is warned of", async () => {
    const config = configOf("advertised.listeners=PLAINTEXT://unknown.example:9092");
    await warnOfUnknownHosts(config, { lookup, logger });
    expect(logger.messages("WARN")).toEqual([
      "advertised.listeners names unknown.example, which does not resolve on this machine. " +
      "Clients that do not resolve it either cannot connect: check the name, or use an address",
    ]);
  });

  test.each(["known.example", "10.0.0.9", "[2001:db8::1]", "auto", "localhost", ""])(
    "%j is fine",
    async (host) => {
      const config = configOf(`advertised.listeners=PLAINTEXT://${host}:9092`);
      await warnOfUnknownHosts(config, { lookup, logger });
      expect(logger.lines).toEqual([]);
    },
  );

  test("is not judged without a resolver", async () => {
    const config = configOf("advertised.listeners=PLAINTEXT://unknown.example:9092");
    const broken = { addresses: () => Promise.reject(new Error("no network")) };
    await warnOfUnknownHosts(config, { lookup: broken, logger });
    expect(logger.lines).toEqual([]);
  });
});

test("a ZooKeeper server alone has no Kafka listeners to warn of", () => {
  const lookup = new MemoryHostLookup();
  const override = "advertised.listeners=PLAINTEXT://localhost:9092";
  const files = new MemoryFileSystem();
  warnOfListeners(configOf(override, "broker.enable=false"), { files, lookup, logger });
  expect(logger.lines).toEqual([]);
  warnOfListeners(configOf(override), { files, lookup, logger });
  expect(logger.lines).toHaveLength(1);
});
