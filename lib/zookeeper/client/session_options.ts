/**
 * What a session is given by its owner.
 *
 * @module
 */

import type { Clock } from "../../io/clock.ts";
import type { Network } from "../../io/socket.ts";
import type { WatchedEvent } from "./watched_event.ts";

/** What a session is given. */
export interface SessionOptions {
  readonly network: Network;
  readonly clock: Clock;
  /** How long the server keeps the session without hearing of it, in ms. */
  readonly sessionTimeoutMs: number;
  readonly onEvent: (event: WatchedEvent) => void;
  /** Whether a server that is cut off from its ensemble will do. */
  readonly readOnly?: boolean;
  /** What becomes of requests while there is no connection; they fail by default. */
  readonly whileConnecting?: "fail" | "wait";
  /** Told why a server cannot be reached, or why the connection was lost. */
  readonly onTrouble: (text: string) => void;
}
