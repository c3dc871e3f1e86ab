/**
 * How an event of a group says no: with the protocol's error code, thrown before anything changed.
 *
 * @module
 */
import { AppendRefusedError, MachineEndedError } from "../../state_machine/machine.ts";
import { SequenceError } from "../log/partition_log.ts";
import { ErrorCode, errorName } from "../protocol/error_code.ts";

/** A request that the group's rules refuse. */
export class GroupError extends Error {
  override name = "GroupError";
  readonly code: number;

  /** @param code one of {@linkcode ErrorCode} */
  constructor(code: number) {
    super(errorName(code));
    this.code = code;
  }
}

/**
 * The code to answer a failed event with; null where the failure is none that events know.
 *
 * A log that takes no writes makes this broker no coordinator for now (Kafka maps its storage error
 * so): a client looks the coordinator up again and tries again, where other codes would end it.
 */
export function groupErrorCode(error: unknown): number | null {
  if (error instanceof GroupError) return error.code;
  const fenced = fencedCode(error);
  if (fenced !== null) return fenced;
  if (error instanceof AppendRefusedError || error instanceof MachineEndedError) {
    return ErrorCode.NOT_COORDINATOR;
  }
  return null;
}

/** The code of a producer or transaction coordinator that the log refuses; null for all else. */
export function fencedCode(error: unknown): number | null {
  if (!(error instanceof AppendRefusedError)) return null;
  return error.cause instanceof SequenceError ? ErrorCode[error.cause.error] : null;
}
