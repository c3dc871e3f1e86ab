import { describe, expect, test } from "bun:test";
import {
  type Endpoint,
  endpointText,
  listenerEndpoints,
  parseEndpoint,
  restEndpoints,
  zookeeperEndpoints,
} from "../../lib/config/endpoint.ts";

const rows: readonly (readonly [string, Endpoint | null])[] = [
  ["PLAINTEXT://broker.local:9092", { name: "PLAINTEXT", host: "broker.local", port: 9092 }],
  ["PLAINTEXT://:9092", { name: "PLAINTEXT", host: "", port: 9092 }],
  ["SASL_SSL://[::1]:0", { name: "SASL_SSL", host: "::1", port: 0 }],
  ["http://0.0.0.0:8083", { name: "http", host: "0.0.0.0", port: 8083 }],
  [" A-b.c://h_1:1 ", { name: "A-b.c", host: "h_1", port: 1 }],
  ["PLAINTEXT://host", null],
  ["PLAINTEXT:host:1", null],
  ["://host:1", null],
  ["host:9092", null],
  ["PLAINTEXT://host:65536", null],
  ["PLAINTEXT://host:-1", null],
  ["PLAINTEXT://::1:9092", null],
  ["PLAINTEXT://host:9092/path", null],
  ["", null],
];

describe("parseEndpoint()", () => {
  test.each(rows)("reads %p", (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
  });

  test("is undone by endpointText()", () => {
    for (const [text, endpoint] of rows) {
      if (endpoint !== null) expect(endpointText(endpoint)).toBe(text.trim());
    }
  });
});

test("the rules name the address that is none, and the scheme that is missing", () => {
  expect(listenerEndpoints.check("listeners", ["A://h:1", "b"], "A://h:1,b")).toBe(
    "Invalid value A://h:1,b for configuration listeners: Unable to parse b to a broker endpoint",
  );
  expect(restEndpoints.check("rest.listeners", ["ftp://h:1"], "ftp://h:1")).toBe(
    "Invalid value ftp://h:1 for configuration rest.listeners: " +
      "The address ftp://h:1 does not begin with http://",
  );
  expect(restEndpoints.check("rest.listeners", ["HTTP://h:1"], "HTTP://h:1")).toBeNull();
  expect(zookeeperEndpoints.check("zookeeper.listeners", [], "")).toBeNull();
});
