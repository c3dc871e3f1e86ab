import { describe, expect, test } from "bun:test";
import {
  addressFor,
  reachableHost,
  registeredEndpoints,
} from "../../lib/broker/listener_addresses.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import type { ConnectionFacts } from "../../lib/kafka/handlers/handler.ts";
import type { BoundListener } from "../../lib/kafka/server/kafka_server.ts";

const LISTENERS = "listeners=IN://0.0.0.0:9092,OUT://10.0.0.5:9094";
const PROTOCOLS = "listener.security.protocol.map=IN:PLAINTEXT,OUT:PLAINTEXT";
const INTER_BROKER = "inter.broker.listener.name=IN";

function configOf(...overrides: string[]) {
  return loadServerConfig({ overrides: [LISTENERS, PROTOCOLS, INTER_BROKER, ...overrides] }).config;
}

function connection(listenerName: string): ConnectionFacts {
  return {
    id: 1,
    listenerName,
    remoteAddress: "192.168.1.9",
    localAddress: "192.168.1.2",
    localPort: 9092,
    softwareName: "",
    softwareVersion: "",
    mute() {},
    disconnect() {},
    onClose: () => () => {},
  };
}

function bound(name: string, host: string, port: number): BoundListener {
  return { name, host, port, listener: { port, close() {} } as BoundListener["listener"] };
}

describe("the address that a client is told", () => {
  test("is what it connected to", () => {
    expect(addressFor(connection("IN"), configOf())).toEqual({ host: "192.168.1.2", port: 9092 });
  });

  test("is what advertised.listeners says of its listener", () => {
    const config = configOf("advertised.listeners=IN://inside:1111,OUT://outside:2222");
    expect(addressFor(connection("IN"), config)).toEqual({ host: "inside", port: 1111 });
    expect(addressFor(connection("OUT"), config)).toEqual({ host: "outside", port: 2222 });
  });
});

describe("the registered endpoints", () => {
  test("stand for every address as localhost", () => {
    const listeners = [bound("IN", "0.0.0.0", 9092), bound("OUT", "10.0.0.5", 40_001)];
    expect(registeredEndpoints(listeners, configOf())).toEqual([
      { listenerName: "IN", host: "localhost", port: 9092 },
      { listenerName: "OUT", host: "10.0.0.5", port: 40_001 },
    ]);
  });

  test("are the advertised ones", () => {
    const config = configOf("advertised.listeners=IN://inside:1111,OUT://outside:2222");
    expect(registeredEndpoints([bound("OUT", "10.0.0.5", 9094)], config)).toEqual([
      { listenerName: "OUT", host: "outside", port: 2222 },
    ]);
  });
});

test("a wildcard is reached by localhost, anything else by its name", () => {
  expect(["", "0.0.0.0", "::", "10.0.0.5", "::1"].map(reachableHost))
    .toEqual(["localhost", "localhost", "localhost", "10.0.0.5", "::1"]);
});
