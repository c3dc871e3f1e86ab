/**
 * What can go wrong between this client and a broker. Every error names the broker and the API,
 * and says whether the same request may be tried again.
 *
 * @module
 */

import { errorMessage } from "../kafka/protocol/error_message.ts";
import { errorName, isRetriable } from "../kafka/protocol/error_code.ts";

/** The base of all errors of this client. */
export class ClientError extends Error {
  override name = "ClientError";
  /** Whether the same request may succeed when it is sent again. */
  readonly retriable: boolean;

  /**
   * @param message what was asked, what was found, what to do
   * @param options `retriable`: see the field; `cause`: the error under this one
   */
  constructor(message: string, options: { retriable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retriable = options.retriable;
  }
}

/** No connection, or it ended before the answer came. */
export class DisconnectedError extends ClientError {
  override name = "DisconnectedError";

  constructor(message: string, cause?: unknown) {
    super(message, { retriable: true, cause });
  }
}

/** No answer in time. */
export class TimedOutError extends ClientError {
  override name = "TimedOutError";

  /** @param options `cause`: the last failure before time ran out */
  constructor(message: string, options: { retriable: boolean; cause?: unknown }) {
    super(message, options);
  }
}

/** The broker serves no version of the API that this client knows, or lacks the API. */
export class UnsupportedApiError extends ClientError {
  override name = "UnsupportedApiError";

  constructor(message: string) {
    super(message, { retriable: false });
  }
}

/** What a {@linkcode BrokerError} is about. */
export interface BrokerErrorOptions {
  readonly api: string;
  readonly broker: string;
  readonly about?: string;
  readonly reason?: string | null | undefined;
  readonly retriable?: boolean;
}

/** The answer carries an error code. */
export class BrokerError extends ClientError {
  override name = "BrokerError";
  /** One of ErrorCode. */
  readonly code: number;
  /** The broker's own words, or the code's meaning where it sent none. */
  readonly reason: string;
  /** Whether the reason is the broker's own words. */
  readonly worded: boolean;

  /**
   * @param code one of ErrorCode
   * @param options `api` and `broker` that answered; `about`: the topic, group … it concerns;
   * `reason`: the broker's own words; `retriable`: where it is not as the code says
   */
  constructor(code: number, options: BrokerErrorOptions) {
    const reason = options.reason ?? errorMessage(code);
    const about = options.about === undefined ? "" : ` for ${options.about}`;
    super(
      `${options.api}${about} refused by ${options.broker} with ${errorName(code)}: ${reason}`,
      { retriable: options.retriable ?? isRetriable(code) },
    );
    this.code = code;
    this.reason = reason;
    this.worded = typeof options.reason === "string";
  }
}

/** True where the error says that a request may be tried again. */
export function mayRetry(error: unknown): boolean {
  return error instanceof ClientError && error.retriable;
}

/** True where the error is a broker's answer with that code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof BrokerError && error.code === code;
}
