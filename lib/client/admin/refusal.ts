/**
 * The checks of answers to admin requests. What the cluster refuses is final, however it might be
 * later (a topic that does not exist may be created), except that the controller has moved; what a
 * coordinator answers may be asked again where its code says so.
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { BrokerError, type BrokerErrorOptions } from "../errors.ts";

/**
 * Throws where an answer's code is not NONE.
 *
 * @throws {BrokerError}
 */
export function throwIfRefused(code: number, where: BrokerErrorOptions): void {
  if (code === ErrorCode.NONE) return;
  throw new BrokerError(code, { ...where, retriable: code === ErrorCode.NOT_CONTROLLER });
}

/**
 * Throws where a coordinator's code is not NONE; the error says whether to try again.
 *
 * @throws {BrokerError}
 */
export function throwIfFailed(code: number, where: BrokerErrorOptions): void {
  if (code !== ErrorCode.NONE) throw new BrokerError(code, where);
}
