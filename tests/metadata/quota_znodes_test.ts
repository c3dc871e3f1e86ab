import { describe, expect, test } from "bun:test";
import {
  parseQuotaEntityPath,
  parseQuotaLimits,
  type QuotaEntity,
  quotaEntityPath,
} from "../../lib/metadata/quota_znodes.ts";

const PLACES: [QuotaEntity, string][] = [
  [{ user: "alice" }, "users/alice"],
  [{ user: null }, "users/<default>"],
  [{ clientId: "c1" }, "clients/c1"],
  [{ user: "alice", clientId: null }, "users/alice/clients/<default>"],
  [{ ip: "10.0.0.1" }, "ips/10.0.0.1"],
  // As java.net.URLEncoder and Kafka's Sanitizer make it.
  [{ user: "CN=a b*~(é)" }, "users/CN%3Da%20b%2A%7E%28%C3%A9%29"],
  [{ clientId: "<default>" }, "clients/%3Cdefault%3E"],
];

test.each(PLACES)("%j is at %s, both ways", (entity, path) => {
  expect(quotaEntityPath(entity)).toBe(path);
  expect(parseQuotaEntityPath(path)).toEqual(entity);
});

test.each([{}, { ip: null, user: "a" }])("%j has no place", (entity) => {
  expect(quotaEntityPath(entity)).toBeNull();
});

test.each(["users", "users/", "users/a/clients", "users/a/b/c", "clients/a/b", "topics/t"])(
  "%s is no entity's",
  (path) => expect(parseQuotaEntityPath(path)).toBeNull(),
);

describe("parseQuotaLimits()", () => {
  const read = (text: string) => parseQuotaLimits("/config/users/a", Buffer.from(text));

  test("takes the quotas among other settings", () => {
    const config = { producer_byte_rate: "10", request_percentage: "2.5", "SCRAM-SHA-256": "x" };
    expect(read(JSON.stringify({ version: 1, config }))).toEqual(
      new Map([["producer_byte_rate", 10], ["request_percentage", 2.5]]),
    );
  });

  test("leaves out what is no number, and takes an empty znode", () => {
    const config = { producer_byte_rate: "much", consumer_byte_rate: " " };
    expect(read(JSON.stringify({ config })).size).toBe(0);
    expect(read("").size).toBe(0);
  });
});
