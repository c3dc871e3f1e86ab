/**
 * How an event of a transaction says no: with the protocol's error code, thrown before anything
 * changed.
 *
 * @module
 */
import { DiskFullError } from "../../io/file.ts";
import { AppendRefusedError, MachineEndedError } from "../../state_machine/machine.ts";
import { ShardLoadingError, ShardUnavailableError } from "../../state_machine/shards.ts";
import { ErrorCode, errorName } from "../protocol/error_code.ts";

/** A request that the rules of transactions refuse. */
export class TransactionError extends Error {
  override name = "TransactionError";
  readonly code: number;

  /** @param error the error's name, a key of {@linkcode ErrorCode} */
  constructor(error: keyof typeof ErrorCode) {
    super(errorName(ErrorCode[error]));
    this.code = ErrorCode[error];
  }
}

/**
 * The code to answer a failed event with; null where the failure is none that events know.
 *
 * A log that takes no writes makes this broker no coordinator for now: a client looks the
 * coordinator up again and tries again.
 */
export function transactionErrorCode(error: unknown): number | null {
  if (error instanceof TransactionError) return error.code;
  if (error instanceof ShardLoadingError) return ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
  if (error instanceof ShardUnavailableError || error instanceof DiskFullError) {
    return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  }
  if (error instanceof AppendRefusedError || error instanceof MachineEndedError) {
    return ErrorCode.NOT_COORDINATOR;
  }
  return null;
}
