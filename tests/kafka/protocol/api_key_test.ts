import { expect, test } from "bun:test";
import { messages } from "../../../lib/kafka/messages/mod.ts";
import { ApiKey, apiKeyName } from "../../../lib/kafka/protocol/api_key.ts";

test("API keys run from 0 to 94 without a gap", () => {
  expect(Object.values(ApiKey)).toEqual(Array.from({ length: 95 }, (_, i) => i) as ApiKey[]);
});

test("every message's key has the message's name", () => {
  for (const [key, { name }] of messages) {
    expect(apiKeyName(key).replaceAll("_", "").toLowerCase()).toBe(name.toLowerCase());
  }
});

test("an unknown key is named by its number", () => {
  expect(apiKeyName(999)).toBe("API_999");
});
