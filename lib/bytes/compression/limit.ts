/**
 * The bound that every decompressor keeps: what it writes never passes the bytes its caller
 * allows, so that a few bytes from the network cannot claim the machine's memory.
 *
 * @module
 */

import { MalformedError } from "../reader.ts";

/** The output would pass its limit; nothing else was found wrong so far. */
export class BeyondLimitError extends MalformedError {
  override name = "BeyondLimitError";
}

/** What a decompressor throws where the output would pass its limit. */
export function beyondLimit(codec: string, bytesMax: number): BeyondLimitError {
  return new BeyondLimitError(
    `Cannot decompress ${codec}: the output would pass the limit of ${bytesMax} bytes`,
  );
}

/** What a decompressor throws where the input is not what its format allows. */
export function corrupt(codec: string, found: string): MalformedError {
  return new MalformedError(`Cannot decompress ${codec}: ${found}`);
}
