/**
 * How a change that was not made is told: the error code and message of any answer that has both.
 *
 * @module
 */
import { DiskFullError } from "../../io/file.ts";
import { LogOfflineError } from "../../storage/log.ts";
import { apiKeyName } from "../protocol/api_key.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { errorMessage } from "../protocol/error_message.ts";
import { ThrottlingQuotaExceededError } from "../quota/mutation_quota.ts";
import { TopicError } from "../topic/topic_error.ts";
import type { RequestContext } from "./handler.ts";

/** The part of an answer that says why. */
export interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string;
}

/** Tells `error`; what no client caused is logged, and not shown. */
export function refusalOf(error: unknown, { broker, apiKey }: RequestContext): Refusal {
  if (error instanceof ThrottlingQuotaExceededError) {
    return refusal("THROTTLING_QUOTA_EXCEEDED", error.message);
  }
  if (error instanceof TopicError) return refusal(error.error, error.message);
  if (error instanceof DiskFullError || error instanceof LogOfflineError) {
    return refusal("KAFKA_STORAGE_ERROR", error.message);
  }
  broker.logger.error("request failed", {
    api: apiKeyName(apiKey),
    error: error instanceof Error ? error : String(error),
  });
  return refusal("UNKNOWN_SERVER_ERROR");
}

/** A refusal by the error's name, in the error's own words where none are given. */
export function refusal(name: keyof typeof ErrorCode, message?: string): Refusal {
  const errorCode = ErrorCode[name];
  return { errorCode, errorMessage: message ?? errorMessage(errorCode) };
}
