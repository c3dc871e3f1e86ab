/**
 * Says at the start that a native add-on could not be loaded and what stands in for it: nothing
 * fails then, and nobody would find out why a broker needs more CPU than another.
 *
 * @module
 */
import { crc32cImplementation } from "../bytes/crc32c.ts";
import type { Logger } from "../io/logger.ts";

/** Logs one line where checksums are computed in JavaScript. */
export function tellOfFallback(logger: Logger, implementation = crc32cImplementation): void {
  if (implementation === "native") return;
  logger.info(
    "checksums are computed in JavaScript, which costs producing about a tenth more CPU: the " +
      "native library cannot be unpacked, or not be run from there. BUN_TMPDIR names a folder",
  );
}
