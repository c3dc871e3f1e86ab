/**
 * The error of a snapshot that cannot be read.
 *
 * @module
 */

/** Thrown where a snapshot is damaged or of another version. */
export class SnapshotError extends Error {
  override name = "SnapshotError";
}
