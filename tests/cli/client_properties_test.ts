import { expect, test } from "bun:test";
import { ClientProperties, given, PropertyError } from "../../lib/cli/client_properties.ts";

test("properties are read by type, with Kafka's words for what is wrong", () => {
  const properties = new ClientProperties(
    new Map([["linger.ms", " 5 "], ["acks", "all"], ["retries", "-1"]]),
  );
  expect(properties.integer("linger.ms")).toBe(5);
  expect(properties.integer("batch.size")).toBeUndefined();
  expect(properties.oneOf("acks", ["all", "1"])).toBe("all");
  expect(() => properties.oneOf("acks", ["0", "1"])).toThrow(
    "Invalid value all for configuration acks: String must be one of: 0, 1",
  );
  expect(() => properties.integer("retries")).toThrow(PropertyError);
});

test("encryption is refused, not ignored", () => {
  expect(() => new ClientProperties(new Map([["security.protocol", "SASL_SSL"]]))).toThrow(
    "Invalid value SASL_SSL for configuration security.protocol: Only PLAINTEXT is supported yet",
  );
});

test("given leaves out what is undefined", () => {
  expect(given({ a: 1, b: undefined, c: null })).toEqual({ a: 1, c: null });
});
