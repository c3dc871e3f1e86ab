/**
 * What a start is refused with where neither a setting's own rule nor the system is at fault.
 *
 * @module
 */

/** A configuration that this kedge cannot run with; the message says what to change. */
export class StartError extends Error {
  override name = "StartError";
}
