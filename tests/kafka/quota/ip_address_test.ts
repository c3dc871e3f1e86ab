import { expect, test } from "bun:test";
import { canonicalAddress } from "../../../lib/kafka/quota/ip_address.ts";

test.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["::FFFF:a00:1", "10.0.0.1"],
  ["::1", "0:0:0:0:0:0:0:1"],
  ["0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1"],
  ["2001:DB8::A", "2001:db8:0:0:0:0:0:a"],
  ["fe80::1%eth0", "fe80:0:0:0:0:0:0:1"],
  ["::", "0:0:0:0:0:0:0:0"],
])("%s is %s", (text, address) => {
  expect(canonicalAddress(text)).toBe(address);
});

test.each([
  "",
  "localhost",
  "256.0.0.1",
  "1.2.3",
  "1.2.3.4.5",
  "1:2:3",
  "1::2::3",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7::8",
  "12345::",
  "1.2.3.4::",
])("'%s' is none", (text) => {
  expect(canonicalAddress(text)).toBeNull();
});
