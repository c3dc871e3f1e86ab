/**
 * How a scenario reaches a server: over a socket, or in memory. A scenario is the same for both.
 *
 * @module
 */

/** Told what comes from the server. */
export interface WireHandlers {
  data(chunk: Uint8Array): void;
  closed(): void;
}

/** One connection. */
export interface Wire {
  send(bytes: Uint8Array): void;
  close(): void;
}

/** A server to ask. */
export interface Server {
  open(handlers: WireHandlers): Promise<Wire>;
  /** Waits until `condition` holds; false where it does not come to that. */
  wait(condition: () => boolean): Promise<boolean>;
  /** Lets time pass, in ms. */
  elapse(ms: number): Promise<void>;
}
