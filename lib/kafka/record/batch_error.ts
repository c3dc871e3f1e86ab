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
  | "UNSUPPORTED_COMPRESSION_TYPE";

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

/**
 * The message of a refusal that names single records, in Kafka's words: it tells the first three,
 * and how many records are at fault.
 */
export function rejectionMessage(error: BatchErrorName, records: readonly RecordError[]): string {
  if (error === "INVALID_TIMESTAMP") {
    return "One or more records have been rejected due to invalid timestamp";
  }
  const told = records.slice(0, 3)
    .map(({ batchIndex, message }) =>
      `RecordError(batchIndex=${batchIndex}, message='${message}')`
    );
  return `One or more records have been rejected due to ${records.length} record errors in ` +
    `total, and only showing the first three errors at most: [${told.join(", ")}]`;
}

/** A refusal of the whole batch. */
export function batchError(error: BatchErrorName, message: string): BatchError {
  return { error, message, recordErrors: [] };
}
