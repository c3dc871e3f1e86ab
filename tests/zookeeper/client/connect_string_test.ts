import { expect, test } from "bun:test";
import { parseConnectString } from "../../../lib/zookeeper/client/connect_string.ts";

test("servers and chroot", () => {
  expect(parseConnectString("a:1, b,[::1]:3/kafka/one/")).toEqual({
    servers: [{ host: "a", port: 1 }, { host: "b", port: 2181 }, { host: "::1", port: 3 }],
    chroot: "/kafka/one",
  });
  expect(parseConnectString("a:1/").chroot).toBe("");
});

test("what is none is told", () => {
  expect(() => parseConnectString("/kafka")).toThrow("it names no server");
  expect(() => parseConnectString("a:0")).toThrow("Cannot read server a:0: it must be host:port");
});
