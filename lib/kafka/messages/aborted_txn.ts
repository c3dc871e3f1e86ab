/**
 * An entry of a segment's transaction index: a transaction that was aborted.
 *
 * @module
 */

import { bigint64, type Infer, int64, message } from "../schema/mod.ts";

export const AbortedTxn = message("AbortedTxn", { versions: [0, 0] }, {
  producerId: bigint64(),
  firstOffset: int64(),
  lastOffset: int64(),
  lastStableOffset: int64(),
});
export type AbortedTxn = Infer<typeof AbortedTxn>;
