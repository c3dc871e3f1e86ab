/**
 * What a codec throws where a message has no such version, or a value holds something that the
 * version cannot say.
 *
 * @module
 */

/** The caller asked for a version, or a field in a version, that does not exist. */
export class UnsupportedVersionError extends Error {
  override name = "UnsupportedVersionError";
}
