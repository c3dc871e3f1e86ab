import { expect, test } from "bun:test";
import { fencedCode } from "../../../lib/kafka/handlers/fenced_code.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";

const { PRODUCER_FENCED, INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE } = ErrorCode;

test.each([
  [PRODUCER_FENCED, 1, INVALID_PRODUCER_EPOCH],
  [PRODUCER_FENCED, 2, PRODUCER_FENCED],
  [INVALID_TXN_STATE, 1, INVALID_TXN_STATE],
])("code %i in version %i, where 2 knows it: %i", (code, apiVersion, told) => {
  expect(fencedCode(code, { apiVersion, knownFrom: 2 })).toBe(told);
});
