import { expect, test } from "bun:test";
import {
  addressBytes,
  matchesAddress,
  plainAddress,
} from "../../../lib/zookeeper/tree/ip_address.ts";

test("addresses as bytes", () => {
  expect(addressBytes("127.0.0.1")).toEqual(new Uint8Array([127, 0, 0, 1]));
  expect(addressBytes("::1")).toEqual(Uint8Array.from([...Array(15).fill(0), 1]));
  expect(addressBytes("fe80::a:1")?.slice(12)).toEqual(new Uint8Array([0, 10, 0, 1]));
  expect(addressBytes("1:2:3:4:5:6:7:8")?.length).toBe(16);
  expect(addressBytes("::")).toEqual(new Uint8Array(16));
});

test("what is no address", () => {
  const wrong = ["", "1.2.3", "1.2.3.256", "1.2.3.a", "1.2.3.4.5", "1:2", ":::", "1::2::3", "g::"];
  for (const text of [...wrong, "1:2:3:4:5:6:7:8:9", "12345::"]) {
    expect([text, addressBytes(text)]).toEqual([text, null]);
  }
});

test("an address matches itself and its networks", () => {
  expect(matchesAddress("10.1.2.3", "10.1.2.3")).toBe(true);
  expect(matchesAddress("10.1.2.3", "10.1.2.4")).toBe(false);
  expect(matchesAddress("10.1.2.3", "10.0.0.0/8")).toBe(true);
  expect(matchesAddress("11.1.2.3", "10.0.0.0/8")).toBe(false);
  expect(matchesAddress("10.1.130.3", "10.1.128.0/17")).toBe(true);
  expect(matchesAddress("10.1.127.3", "10.1.128.0/17")).toBe(false);
  expect(matchesAddress("11.1.2.3", "0.0.0.0/0")).toBe(true);
  expect(matchesAddress("fe80::1", "fe80::/10")).toBe(true);
  expect(matchesAddress("fec0::1", "fe80::/10")).toBe(false);
});

test("what is malformed matches nothing", () => {
  for (const entry of ["10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "10.0.0/8", "::/8"]) {
    expect([entry, matchesAddress("10.0.0.1", entry)]).toEqual([entry, false]);
  }
});

test("an IPv4 address that came through IPv6 is shown as IPv4", () => {
  expect(plainAddress("::ffff:127.0.0.1")).toBe("127.0.0.1");
  expect(plainAddress("::1")).toBe("::1");
  expect(plainAddress("10.0.0.1")).toBe("10.0.0.1");
});
