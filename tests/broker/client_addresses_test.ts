import { beforeEach, describe, expect, test } from "bun:test";
import { ClientAddresses } from "../../lib/broker/client_addresses.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { connectionFacts } from "./connection_facts.ts";

let logger: MemoryLogger;

beforeEach(() => {
  logger = new MemoryLogger();
});

function addressesOf(...overrides: string[]): ClientAddresses {
  const { config } = loadServerConfig({ overrides });
  return new ClientAddresses(config, { logger, machine: () => null });
}

const REMOTE = connectionFacts({ remoteAddress: "192.168.1.9" });
const OUTSIDE = connectionFacts({ remoteAddress: "8.8.8.8" });

describe("a client is told its address, and there is a warning", () => {
  test("where a client of another machine is sent to itself, once per listener", () => {
    const addresses = addressesOf("advertised.listeners=PLAINTEXT://localhost:9092");
    expect(addresses.for(REMOTE)).toEqual({ host: "localhost", port: 9092 });
    expect(logger.messages("WARN")).toEqual([
      "a client that came from 192.168.1.9 is told localhost:9092, where it will look for a " +
      "broker on its own machine. Set advertised.listeners=PLAINTEXT://HOST:9092 with the " +
      "address that it reaches this machine by, or on Google Cloud advertised.listeners=auto",
    ]);
    addresses.for(REMOTE);
    addresses.for(OUTSIDE);
    expect(logger.messages("WARN")).toHaveLength(1);
    addresses.for({ ...REMOTE, listenerName: "OTHER" });
    expect(logger.messages("WARN")).toHaveLength(1);
  });

  test("where a client of the internet is sent to a private network", () => {
    addressesOf().for(OUTSIDE);
    const [warning] = logger.messages("WARN");
    expect(warning).toContain("8.8.8.8 is told 192.168.1.2:9092, a private address");
  });
});

describe("there is no warning", () => {
  test.each([
    ["this machine by loopback", { remoteAddress: "127.0.0.1", localAddress: "127.0.0.1" }],
    ["this machine by its address", { remoteAddress: "192.168.1.2" }],
  ])("for %s", (_who, facts) => {
    const addresses = addressesOf("advertised.listeners=PLAINTEXT://localhost:9092");
    addresses.for(connectionFacts(facts));
    expect(logger.lines).toEqual([]);
  });

  test("where the address is one that the client may reach", () => {
    addressesOf().for(REMOTE);
    addressesOf("advertised.listeners=PLAINTEXT://kafka.example:9092").for(OUTSIDE);
    addressesOf("advertised.listeners=PLAINTEXT://34.1.2.3:9092").for(OUTSIDE);
    expect(logger.lines).toEqual([]);
  });
});
