/**
 * Why a produced batch is refused, in Kafka's words: the handler turns the name into the code.
 *
 * @module
 */

/** Names of Kafka's errors (lib/kafka/protocol/error_code.ts has their numbers). */
export type BatchErrorName =
  | "CORRUPT_MESSAGE"
  | "INVALID_RECORD"
  | "INVALID_TIMESTAMP"
  | "MESSAGE_TOO_LARGE"
  | "UNSUPPORTED_COMPRESSION_TYPE"
  | "UNSUPPORTED_FOR_MESSAGE_FORMAT";

/** Which record of the batch, and why (KIP-467). */
export type RecordError = { batchIndex: number; message: string };

/** A refusal: nothing of the batch is appended. */
export type BatchError = {
  error: BatchErrorName;
  message: string;
  /** The first records that are to blame, where single records are; else empty. */
  recordErrors: RecordError[];
};

/** Most records that one refusal names. */
export const RECORD_ERRORS_MAX = 100;

/** A refusal of the whole batch. */
export function batchError(error: BatchErrorName, message: string): BatchError {
  return { error, message, recordErrors: [] };
}
