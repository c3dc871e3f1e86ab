import { expect, test } from "bun:test";
import { ErrorCode, errorName, isRetriable } from "../../../lib/kafka/protocol/error_code.ts";

test("error codes run from -1 to 136 without a gap", () => {
  const codes = Object.values(ErrorCode).sort((a, b) => a - b);
  expect(codes).toEqual(Array.from({ length: 138 }, (_, i) => i - 1) as ErrorCode[]);
});

test("error names are Kafka's, and numbers where there is none", () => {
  expect(errorName(0)).toBe("NONE");
  expect(errorName(-1)).toBe("UNKNOWN_SERVER_ERROR");
  expect(errorName(56)).toBe("KAFKA_STORAGE_ERROR");
  expect(errorName(9999)).toBe("ERROR_9999");
});

test("what passes by itself is retriable", () => {
  expect(isRetriable(ErrorCode.NOT_LEADER_OR_FOLLOWER)).toBe(true);
  expect(isRetriable(ErrorCode.KAFKA_STORAGE_ERROR)).toBe(true);
  expect(isRetriable(ErrorCode.OFFSET_OUT_OF_RANGE)).toBe(false);
  expect(isRetriable(ErrorCode.NONE)).toBe(false);
  expect(isRetriable(9999)).toBe(false);
});
