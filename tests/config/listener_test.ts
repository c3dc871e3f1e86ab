import { describe, expect, test } from "bun:test";
import { ConfigError } from "../../lib/config/config_error.ts";
import { loadServerConfig, type ServerConfig } from "../../lib/config/server_config.ts";

function load(text: string): ServerConfig {
  return loadServerConfig({ file: { name: "server.properties", text } }).config;
}

function faultsOf(text: string): string[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

/** Listener settings, and the fault or the listeners as name/protocol/host/port. */
const listenerRows: readonly (readonly [string, string | readonly string[]])[] = [
  ["listeners=PLAINTEXT://:0", ["PLAINTEXT/PLAINTEXT/0.0.0.0/0"]],
  ["listeners=", []],
  [
    "listeners=PLAINTEXT://[::1]:1,ssl://h:2",
    ["PLAINTEXT/PLAINTEXT/::1/1", "SSL/SSL/h/2"],
  ],
  [
    "listeners=IN://a:1,OUT://b:2\nlistener.security.protocol.map=IN:PLAINTEXT,OUT:SASL_SSL",
    ["IN/PLAINTEXT/a/1", "OUT/SASL_SSL/b/2"],
  ],
  ["listeners=PLAINTEXT://a:1\nlistener.security.protocol.map=X:SSL", ["PLAINTEXT/PLAINTEXT/a/1"]],
  ["listeners=PLAINTEXT://127.0.0.1:1,SSL://[::1]:1", [
    "PLAINTEXT/PLAINTEXT/127.0.0.1/1",
    "SSL/SSL/::1/1",
  ]],
  ["listeners=PLAINTEXT://a:0,SSL://a:0", ["PLAINTEXT/PLAINTEXT/a/0", "SSL/SSL/a/0"]],
  ["port=9999", ["PLAINTEXT/PLAINTEXT/0.0.0.0/9999"]],
  ["host.name=h", ["PLAINTEXT/PLAINTEXT/h/9092"]],
  ["host.name=h\nport=1\nlisteners=PLAINTEXT://g:2", ["PLAINTEXT/PLAINTEXT/g/2"]],
  ["listeners=FOO://a:1", "No security protocol defined for listener FOO"],
  ["listeners=FOO://a:1", "Add FOO:PLAINTEXT to it"],
  ["listeners=PLAINTEXT://a:1,plaintext://b:2", "Each listener must have a different name"],
  ["listeners=PLAINTEXT://a:1,SSL://b:1", "different port: 1 is twice. Give SSL another"],
  ["listener.security.protocol.map=PLAINTEXT:TLS", "Invalid security protocol `TLS`"],
];

describe("listeners", () => {
  test.each(listenerRows)("%j", (text, expected) => {
    if (typeof expected === "string") {
      const faults = faultsOf(text);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain(expected);
      return;
    }
    const found = load(text).listeners
      .map(({ name, protocol, host, port }) => [name, protocol, host, port].join("/"));
    expect(found).toEqual([...expected]);
  });
});

/** Advertised settings, and the fault or the listeners as name/host/port. */
const advertisedRows: readonly (readonly [string, string | readonly string[]])[] = [
  ["advertised.listeners=PLAINTEXT://kafka.example:19092", ["PLAINTEXT/kafka.example/19092"]],
  ["advertised.host.name=old.example", ["PLAINTEXT/old.example/9092"]],
  ["advertised.host.name=old.example\nadvertised.port=7", ["PLAINTEXT/old.example/7"]],
  ["host.name=h", []],
  ["advertised.listeners=PLAINTEXT://0.0.0.0:9092", "meta-address 0.0.0.0"],
  ["advertised.listeners=PLAINTEXT://[::]:9092", "meta-address ::"],
  ["advertised.listeners=SSL://h:1", "There is no listener SSL in listeners, only PLAINTEXT"],
  [
    "advertised.listeners=PLAINTEXT://h:1,plaintext://g:2",
    "Each listener must have a different name: PLAINTEXT is twice",
  ],
  ["advertised.listeners=PLAINTEXT://:9999", ["PLAINTEXT//9999"]],
  ["advertised.listeners=PLAINTEXT://[fe80::1]:1", ["PLAINTEXT/fe80::1/1"]],
  ["advertised.listeners=auto", ["PLAINTEXT/auto/0"]],
  ["advertised.listeners= auto ", ["PLAINTEXT/auto/0"]],
  ["advertised.listeners=PLAINTEXT://auto:9999", ["PLAINTEXT/auto/9999"]],
  [
    "advertised.listeners=auto\nlisteners=IN://:1,OUT://:2\n" +
    "listener.security.protocol.map=IN:PLAINTEXT,OUT:PLAINTEXT",
    ["IN/auto/0", "OUT/auto/0"],
  ],
  [
    "advertised.listeners=auto,PLAINTEXT://h:1",
    "auto is for every listener; for one write NAME://auto:port",
  ],
  ["advertised.listeners=automatic", "Unable to parse automatic to a broker endpoint"],
  [
    "advertised.listeners=FOO://h:1\nlisteners=FOO://h:1\n" +
    "listener.security.protocol.map=FOO:SSL",
    ["FOO/h/1"],
  ],
];

describe("advertised.listeners", () => {
  test.each(advertisedRows)("%j", (text, expected) => {
    if (typeof expected === "string") {
      const faults = faultsOf(text);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain(expected);
      return;
    }
    const found = load(text).advertisedListeners
      .map(({ name, host, port }) => [name, host, port].join("/"));
    expect(found).toEqual([...expected]);
  });
});
