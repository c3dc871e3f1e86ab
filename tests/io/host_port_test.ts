import { expect, test } from "bun:test";
import { bracketed, hostPort } from "../../lib/io/host_port.ts";

test("an IPv6 address goes in brackets, everything else as it is", () => {
  expect([bracketed("::1"), bracketed("10.0.0.1"), bracketed("broker.example")]).toEqual([
    "[::1]",
    "10.0.0.1",
    "broker.example",
  ]);
  expect([hostPort("fe80::1", 9092), hostPort("", 0)]).toEqual(["[fe80::1]:9092", ":0"]);
});
