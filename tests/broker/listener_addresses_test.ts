import { describe, expect, test } from "bun:test";
import {
  addressFor,
  type AddressGround,
  reachableHost,
  registeredEndpoints,
  toldText,
} from "../../lib/broker/listener_addresses.ts";
import { hostPort } from "../../lib/io/host_port.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import type { ConnectionFacts } from "../../lib/kafka/handlers/handler.ts";
import type { BoundListener } from "../../lib/kafka/server/kafka_server.ts";
import { connectionFacts } from "./connection_facts.ts";

const LISTENERS = "listeners=IN://0.0.0.0:9092,OUT://10.0.0.5:9094";
const PROTOCOLS = "listener.security.protocol.map=IN:PLAINTEXT,OUT:PLAINTEXT";
const SIDES = [
  "listeners=INTERNAL://:9092,EXTERNAL://:9094",
  "listener.security.protocol.map=INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT",
];
const machine = { internal: "10.128.0.2", external: "34.1.2.3" };
const insideOnly = { internal: "10.128.0.2", external: null };

function groundOf(
  overrides: readonly string[],
  known: AddressGround["machine"] = null,
): AddressGround {
  const all = [LISTENERS, PROTOCOLS, ...overrides];
  return { config: loadServerConfig({ overrides: all }).config, machine: known };
}

function told(facts: Partial<ConnectionFacts>, ground: AddressGround): string {
  const { host, port } = addressFor(connectionFacts({ listenerName: "IN", ...facts }), ground);
  return hostPort(host, port);
}

function bound(name: string, host: string, port: number): BoundListener {
  return { name, host, port, listener: { host, port, close() {} } };
}

describe("the address that a client is told", () => {
  test("is what it connected to", () => {
    expect(told({}, groundOf([]))).toBe("192.168.1.2:9092");
    expect(told({ localAddress: "fe80::2" }, groundOf([]))).toBe("[fe80::2]:9092");
  });

  test("is what advertised.listeners says of its listener", () => {
    const ground = groundOf(["advertised.listeners=IN://inside:1111,OUT://outside:2222"]);
    expect(told({ listenerName: "IN" }, ground)).toBe("inside:1111");
    expect(told({ listenerName: "OUT" }, ground)).toBe("outside:2222");
  });

  test("of a listener that is not named is what it connected to", () => {
    const ground = groundOf(["advertised.listeners=OUT://outside:2222"]);
    expect(told({ listenerName: "IN" }, ground)).toBe("192.168.1.2:9092");
  });

  test("without a host is what it connected to, with the port that is named", () => {
    expect(told({}, groundOf(["advertised.listeners=IN://:19092"]))).toBe("192.168.1.2:19092");
  });
});

describe("auto", () => {
  const auto = "advertised.listeners=auto";

  test.each([
    ["a client of the internet", { remoteAddress: "8.8.8.8" }, "34.1.2.3:9092"],
    ["a client of the network", { remoteAddress: "10.128.0.9" }, "10.128.0.2:9092"],
    ["a client of another private network", { remoteAddress: "172.17.0.4" }, "10.128.0.2:9092"],
    [
      "a client of this machine",
      { remoteAddress: "127.0.0.1", localAddress: "127.0.0.1" },
      "127.0.0.1:9092",
    ],
    [
      "a client of IPv6",
      { remoteAddress: "2001:db8::9", localAddress: "2001:db8::2" },
      "[2001:db8::2]:9092",
    ],
  ])("for %s", (_client, facts, expected) => {
    expect(told(facts, groundOf([auto], machine))).toBe(expected);
  });

  test("without an external address is the internal one for everybody", () => {
    expect(told({ remoteAddress: "8.8.8.8" }, groundOf([auto], insideOnly)))
      .toBe("10.128.0.2:9092");
  });

  test("without a metadata server is the address the client came by", () => {
    expect(told({ remoteAddress: "8.8.8.8" }, groundOf([auto]))).toBe("192.168.1.2:9092");
    const withPort = groundOf(["advertised.listeners=IN://auto:19092"]);
    expect(told({ remoteAddress: "8.8.8.8" }, withPort)).toBe("192.168.1.2:9092");
  });

  test("with a port tells that port", () => {
    const ground = groundOf(["advertised.listeners=IN://auto:19092"], machine);
    expect(told({ remoteAddress: "8.8.8.8" }, ground)).toBe("34.1.2.3:19092");
  });

  test("listeners named for their side tell its address to every client", () => {
    const ground = groundOf([...SIDES, auto], machine);
    for (const remoteAddress of ["8.8.8.8", "10.128.0.9", "127.0.0.1"]) {
      const facts = { remoteAddress };
      expect(told({ ...facts, listenerName: "INTERNAL" }, ground)).toBe("10.128.0.2:9092");
      expect(told({ ...facts, listenerName: "EXTERNAL", localPort: 9094 }, ground))
        .toBe("34.1.2.3:9094");
    }
    expect(told({ listenerName: "EXTERNAL" }, groundOf([...SIDES, auto], insideOnly)))
      .toBe("10.128.0.2:9092");
  });
});

describe("the registered endpoints", () => {
  const listeners = [bound("IN", "0.0.0.0", 9092), bound("OUT", "10.0.0.5", 40_001)];

  test("stand for every address as localhost", () => {
    expect(registeredEndpoints(listeners, groundOf([]))).toEqual([
      { listenerName: "IN", host: "localhost", port: 9092 },
      { listenerName: "OUT", host: "10.0.0.5", port: 40_001 },
    ]);
  });

  test("are the advertised ones", () => {
    const ground = groundOf(["advertised.listeners=IN://:1111,OUT://outside:2222"]);
    expect(registeredEndpoints(listeners, ground)).toEqual([
      { listenerName: "IN", host: "localhost", port: 1111 },
      { listenerName: "OUT", host: "outside", port: 2222 },
    ]);
  });

  test("are the machine's internal address, but for listeners named for outside", () => {
    const ground = groundOf([...SIDES, "advertised.listeners=auto"], machine);
    const sides = [bound("INTERNAL", "", 9092), bound("EXTERNAL", "", 9094)];
    expect(registeredEndpoints(sides, ground)).toEqual([
      { listenerName: "INTERNAL", host: "10.128.0.2", port: 9092 },
      { listenerName: "EXTERNAL", host: "34.1.2.3", port: 9094 },
    ]);
    const single = groundOf(["advertised.listeners=auto"], machine);
    expect(registeredEndpoints([bound("IN", "", 9092)], single)[0]?.host).toBe("10.128.0.2");
    const unknown = groundOf(["advertised.listeners=auto"]);
    expect(registeredEndpoints([bound("IN", "", 9092)], unknown)[0]?.host).toBe("localhost");
  });
});

describe("in words", () => {
  test.each([
    [[], null, "the address they came by"],
    [["advertised.listeners=IN://h:1"], null, "h:1"],
    [["advertised.listeners=IN://[::1]:1"], null, "[::1]:1"],
    [["advertised.listeners=IN://:1"], null, "the address they came by with port 1"],
    [["advertised.listeners=OUT://h:1"], null, "the address they came by"],
    [["advertised.listeners=auto"], null, "the address they came by"],
    [["advertised.listeners=auto"], insideOnly, "10.128.0.2:9092"],
    [
      ["advertised.listeners=IN://auto:7"],
      machine,
      "34.1.2.3:7 from outside, 10.128.0.2:7 from inside",
    ],
  ])("%j with %j", (overrides, known, expected) => {
    const listener = { name: "IN", host: "0.0.0.0", port: 9092 };
    expect(toldText(listener, groundOf(overrides, known))).toBe(expected);
  });

  test("a listener named for a side has its one address", () => {
    const ground = groundOf([...SIDES, "advertised.listeners=auto"], machine);
    const place = { host: "", port: 9094 };
    expect(toldText({ name: "EXTERNAL", ...place }, ground)).toBe("34.1.2.3:9094");
    expect(toldText({ name: "INTERNAL", ...place }, ground)).toBe("10.128.0.2:9094");
  });
});

test("a wildcard is reached by localhost, anything else by its name", () => {
  expect(["", "0.0.0.0", "::", "10.0.0.5", "::1"].map(reachableHost))
    .toEqual(["localhost", "localhost", "localhost", "10.0.0.5", "::1"]);
});
