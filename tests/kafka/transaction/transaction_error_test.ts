import { expect, test } from "bun:test";
import { errorName } from "../../../lib/kafka/protocol/error_code.ts";
import {
  TransactionError,
  transactionErrorCode,
} from "../../../lib/kafka/transaction/transaction_error.ts";
import { AppendRefusedError, MachineEndedError } from "../../../lib/state_machine/machine.ts";
import { ShardLoadingError, ShardUnavailableError } from "../../../lib/state_machine/shards.ts";

test.each(
  [
    ["PRODUCER_FENCED", new TransactionError("PRODUCER_FENCED")],
    ["COORDINATOR_LOAD_IN_PROGRESS", new ShardLoadingError()],
    ["COORDINATOR_NOT_AVAILABLE", new ShardUnavailableError()],
    ["NOT_COORDINATOR", new AppendRefusedError()],
    ["NOT_COORDINATOR", new MachineEndedError()],
  ] as const,
)("%s is answered so", (name, error) => {
  expect(errorName(transactionErrorCode(error)!)).toBe(name);
});

test("what no event knows has no code", () => {
  expect(transactionErrorCode(new Error("other"))).toBeNull();
});
