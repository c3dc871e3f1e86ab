/**
 * What a request handler is. One file per API key in this folder exports one handler and is listed
 * in mod.ts; the dispatcher decodes the request, calls `handle`, and encodes what comes back.
 * Handlers hold no state: they ask the broker's services.
 *
 * @module
 */
import type { Message } from "../schema/mod.ts";
import type { Broker } from "./broker.ts";

/** A message's part while it is being filled in; the messages' own types are read-only. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Where a request came in. */
export interface RequestContext {
  readonly broker: Broker;
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly clientId: string | null;
  readonly connection: ConnectionFacts;
}

/** What a handler may know of the client's connection. */
export interface ConnectionFacts {
  /** Unique in this process. */
  readonly id: number;
  readonly listenerName: string;
  /** The client's address, without the port. */
  readonly remoteAddress: string;
  /** The address and port that the client connected to. */
  readonly localAddress: string;
  readonly localPort: number;
  /** What ApiVersions told of the client's software, empty where it did not. */
  softwareName: string;
  softwareVersion: string;
  /** Takes no further request for a while, as the client's quota asks. */
  mute(durationMs: number): void;
  /** Ends the connection, with the reason in the log: where the protocol has no answer to give. */
  disconnect(reason: string): void;
  /**
   * Runs `run` when the connection closes or its client sends no more, at once where that has
   * happened: then an answer must not wait any longer. The result takes that back.
   */
  onClose(run: () => void): () => void;
}

/** One API: its messages, the versions served, and what is done. */
export interface Handler<Request, Response> {
  readonly request: Message<Request, never>;
  /** Encodes what `handle` returns. */
  readonly response: Message<unknown, Response>;
  /** First and last version served; they are what ApiVersions advertises. */
  readonly versions: readonly [number, number];
  /** Null means that no response is sent (Produce with acks=0). */
  handle(
    request: Request,
    context: RequestContext,
  ): Response | null | Promise<Response | null>;
}

/** A handler of which the types are settled between its own parts. */
// deno-lint-ignore no-explicit-any -- the list mixes all APIs; the dispatcher never looks inside
export type AnyHandler = Handler<any, any>;

/** Declares a handler; the types follow from the two messages. */
export function handler<Request, Response>(
  definition: {
    request: Message<Request, never>;
    response: Message<unknown, Response>;
    versions: readonly [number, number];
    handle: Handler<Request, Response>["handle"];
  },
): Handler<Request, Response> {
  return definition;
}
