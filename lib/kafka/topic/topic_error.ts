/**
 * Why a topic or a setting may not be made or changed as a client asked.
 *
 * @module
 */
import type { ErrorCode } from "../protocol/error_code.ts";

/** A refusal with Kafka's error and words. */
export class TopicError extends Error {
  override name = "TopicError";
  readonly error: keyof typeof ErrorCode;

  constructor(error: keyof typeof ErrorCode, message: string) {
    super(message);
    this.error = error;
  }
}
