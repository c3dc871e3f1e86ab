/**
 * What every request opens with. The client id keeps its classic form in version 2, so that a
 * broker can read the header of a request whose version it does not know (KIP-511).
 *
 * RequestHeader, versions 0 to 2, flexible from 2:
 *
 * - 1: adds clientId
 * - 2: flexible
 *
 * @module
 */

import { type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const RequestHeader = message("RequestHeader", { versions: [0, 2], flexibleFrom: 2 }, {
  requestApiKey: int16(),
  requestApiVersion: int16(),
  correlationId: int32(),
  clientId: string({ from: 1, nullableFrom: 1, flexible: false }),
});
export type RequestHeader = Infer<typeof RequestHeader>;
