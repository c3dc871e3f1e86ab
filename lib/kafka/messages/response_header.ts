/**
 * What every response opens with.
 *
 * ResponseHeader, versions 0 to 1, flexible from 1:
 *
 * - 1: flexible
 *
 * @module
 */

import { type Infer, int32, message } from "../schema/mod.ts";

export const ResponseHeader = message("ResponseHeader", { versions: [0, 1], flexibleFrom: 1 }, {
  correlationId: int32(),
});
export type ResponseHeader = Infer<typeof ResponseHeader>;
