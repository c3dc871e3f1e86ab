/**
 * What is wrong with a file of ZooKeeper's, where, and what to do about it.
 *
 * @module
 */

/** Thrown where a file does not hold what its form demands. */
export class DamagedFileError extends Error {
  override name = "DamagedFileError";
  readonly path: string;
  /** In bytes from the file's start; of what it holds, where the file is compressed. */
  readonly position: number;

  /**
   * @param place the file and the byte
   * @param found what is there
   */
  constructor(place: { path: string; position: number }, found: string) {
    super(`${place.path} is damaged at byte ${place.position}: ${found}`);
    this.path = place.path;
    this.position = place.position;
  }
}
