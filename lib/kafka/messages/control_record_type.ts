/**
 * The key of every control record: 0 aborts a transaction, 1 commits it.
 *
 * @module
 */

import { type Infer, int16, message } from "../schema/mod.ts";

export const ControlRecordTypeSchema = message("ControlRecordTypeSchema", { versions: [0, 0] }, {
  type: int16(),
});
export type ControlRecordTypeSchema = Infer<typeof ControlRecordTypeSchema>;
