import { expect, test } from "bun:test";
import { addressKind } from "../../lib/broker/address_kind.ts";

test.each([
  ["127.0.0.1", "loopback"],
  ["127.9.9.9", "loopback"],
  ["::1", "loopback"],
  ["localhost", "loopback"],
  ["LOCALHOST", "loopback"],
  ["kafka.localhost", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.0.1", "private"],
  ["169.254.169.254", "private"],
  ["100.64.0.1", "private"],
  ["fe80::1", "private"],
  ["fd00::1", "private"],
  ["9.255.255.255", "public"],
  ["11.0.0.1", "public"],
  ["172.15.0.1", "public"],
  ["172.32.0.1", "public"],
  ["192.169.0.1", "public"],
  ["100.63.0.1", "public"],
  ["100.128.0.1", "public"],
  ["34.1.2.3", "public"],
  ["2001:db8::1", "public"],
  ["kafka.example.org", "name"],
  ["fdserver", "name"],
  ["localhosts", "name"],
])("%s is %s", (host, kind) => {
  expect<string>(addressKind(host)).toBe(kind);
});
