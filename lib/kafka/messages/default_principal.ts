/**
 * A principal as brokers pass it on: its type, name and whether a token proved it.
 *
 * @module
 */

import { boolean, type Infer, message, string } from "../schema/mod.ts";

export const DefaultPrincipalData = message("DefaultPrincipalData", {
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  type: string(),
  name: string(),
  tokenAuthenticated: boolean(),
});
export type DefaultPrincipalData = Infer<typeof DefaultPrincipalData>;
