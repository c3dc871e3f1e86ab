import { expect, test } from "bun:test";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { errorMessage } from "../../../lib/kafka/protocol/error_message.ts";

test("every code has a sentence of its own", () => {
  const texts = Object.values(ErrorCode).map(errorMessage);
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.filter((text) => text.length < 8)).toEqual([]);
  expect(errorMessage(ErrorCode.TOPIC_ALREADY_EXISTS)).toBe("A topic of that name exists");
});

test("an unknown code has its number", () => {
  expect(errorMessage(9999)).toBe("ERROR_9999");
});
