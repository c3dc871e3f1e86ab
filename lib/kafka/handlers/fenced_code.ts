/**
 * The name of fencing that a client knows: PRODUCER_FENCED came late, and older clients act on
 * INVALID_PRODUCER_EPOCH in its place (KIP-588).
 *
 * @module
 */
import { ErrorCode } from "../protocol/error_code.ts";

/**
 * `errorCode` for a client of this version.
 *
 * @param versions the request's version, and the first one of its API that knows PRODUCER_FENCED
 */
export function fencedCode(
  errorCode: number,
  { apiVersion, knownFrom }: { apiVersion: number; knownFrom: number },
): number {
  const isNews = errorCode === ErrorCode.PRODUCER_FENCED && apiVersion < knownFrom;
  return isNews ? ErrorCode.INVALID_PRODUCER_EPOCH : errorCode;
}
