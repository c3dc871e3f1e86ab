/**
 * The value of the control record that ends a transaction in a partition.
 *
 * @module
 */

import { type Infer, int32, message } from "../schema/mod.ts";

export const EndTxnMarker = message("EndTxnMarker", { versions: [0, 0] }, {
  coordinatorEpoch: int32(),
});
export type EndTxnMarker = Infer<typeof EndTxnMarker>;
