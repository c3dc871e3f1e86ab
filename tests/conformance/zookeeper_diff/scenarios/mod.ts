/**
 * The list of scenarios, in the order of the file of answers.
 *
 * @module
 */
import type { Scenario } from "../scenario.ts";
import { access } from "./access.ts";
import { creates } from "./creates.ts";
import { data } from "./data.ts";
import { malformed } from "./malformed.ts";
import { multis } from "./multis.ts";
import { quotas } from "./quotas.ts";
import { sessions } from "./sessions.ts";
import { watches } from "./watches.ts";

export const scenarios: readonly Scenario[] = [
  ...creates,
  ...data,
  ...access,
  ...multis,
  ...watches,
  ...sessions,
  ...quotas,
  ...malformed,
];
