import { describe, expect, test } from "bun:test";
import {
  alteredQuotas,
  type EntityPart,
  quotaEntityOf,
} from "../../../lib/kafka/quota/quota_alteration.ts";

function parts(...pairs: [string, string | null][]): EntityPart[] {
  return pairs.map(([entityType, entityName]) => ({ entityType, entityName }));
}

function set(key: string, value: number) {
  return { key, value, remove: false };
}

describe("quotaEntityOf()", () => {
  test.each([
    [parts(["user", "alice"]), "users/alice"],
    [parts(["client-id", "a/b c*"]), "clients/a%2Fb%20c%2A"],
    [parts(["client-id", null], ["user", null]), "users/<default>/clients/<default>"],
    [parts(["ip", "10.0.0.1"]), "ips/10.0.0.1"],
    [parts(["ip", null]), "ips/<default>"],
  ])("%j is at %s", (entity, path) => {
    expect(quotaEntityOf(entity).path).toBe(path);
  });

  test.each([
    [[], "Invalid empty client quota entity"],
    [parts(["user", "a"], ["user", "b"]), "duplicate entity entry user"],
    [parts(["group", "g"]), "Unhandled client quota entity type: group"],
    [parts(["client-id", ""]), "Empty client-id not supported"],
    [parts(["ip", "1.1.1.1"], ["user", "a"]), "should not be combined"],
    [parts(["ip", "no.such.host"]), "no.such.host is not a valid IP"],
  ])("%j is refused: %s", (entity, message) => {
    expect(() => quotaEntityOf(entity)).toThrow(message);
  });
});

describe("alteredQuotas()", () => {
  test("writes numbers as Kafka does, and leaves what it does not know", () => {
    const before = new Map([["SCRAM-SHA-256", "salt=x"], ["consumer_byte_rate", "5"]]);
    const values = alteredQuotas(before, { user: "alice" }, [
      set("producer_byte_rate", 1024),
      set("request_percentage", 50),
      set("controller_mutation_rate", 0.5),
      { key: "consumer_byte_rate", value: 0, remove: true },
    ]);
    expect(Object.fromEntries(values)).toEqual({
      "SCRAM-SHA-256": "salt=x",
      producer_byte_rate: "1024",
      request_percentage: "50.0",
      controller_mutation_rate: "0.5",
    });
  });

  test("never removes a credential", () => {
    const before = new Map([["SCRAM-SHA-256", "salt=x"]]);
    const remove = [{ key: "SCRAM-SHA-256", value: 0, remove: true }];
    expect(alteredQuotas(before, { user: "alice" }, remove)).toEqual(before);
  });

  test("takes the largest rate of a long", () => {
    const values = alteredQuotas(new Map(), { user: "a" }, [set("producer_byte_rate", 2 ** 63)]);
    expect(BigInt(values.get("producer_byte_rate")!)).toBeLessThan(2n ** 63n);
  });

  test.each([
    [{ user: "a" }, set("producer_byte_rate", 0), "must be greater than 0"],
    [{ user: "a" }, set("producer_byte_rate", -1), "must be greater than 0"],
    [{ user: "a" }, set("producer_byte_rate", Number.NaN), "must be greater than 0"],
    [{ user: "a" }, set("producer_byte_rate", 1.5), "cannot be a fractional value"],
    [{ user: "a" }, set("producer_byte_rate", 1e30), "too large for a LONG"],
    [{ user: "a" }, set("no_such_rate", 1), "Invalid configuration key no_such_rate"],
    [{ user: "a" }, set("connection_creation_rate", 1), "Invalid configuration key"],
    [{ ip: null }, set("producer_byte_rate", 1), "Invalid configuration key"],
    [{ ip: null }, set("connection_creation_rate", 2 ** 31), "too large for an INT"],
  ])("%j with %j is refused: %s", (entity, operation, message) => {
    expect(() => alteredQuotas(new Map(), entity, [operation])).toThrow(message);
  });

  test("refuses a quota that is named twice", () => {
    const twice = [set("producer_byte_rate", 1), set("producer_byte_rate", 2)];
    expect(() => alteredQuotas(new Map(), { user: "a" }, twice)).toThrow("Duplicate quota key");
  });
});
