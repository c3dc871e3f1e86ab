/**
 * A table of refusals: what is asked, and which error Kafka answers with. The rows know only
 * requests and answers, so the same table can be asked of a kedge in memory (../refusals_test.ts) and
 * of any broker behind a socket.
 *
 * @module
 */
import type { ErrorCode } from "../../../../lib/kafka/protocol/error_code.ts";
import type { Message } from "../../../../lib/kafka/schema/mod.ts";

/** Both messages of an API. */
export interface Messages<Request, RequestInput, Response, ResponseInput> {
  readonly request: Message<Request, RequestInput>;
  readonly response: Message<Response, ResponseInput>;
}

/** A broker to ask. It has one node, and topics only where a row made them. */
export interface Target {
  readonly brokerId: number;
  /** The broker's clock, in ms. */
  readonly nowMs: number;
  /** A name that nothing else has. */
  freshName(): string;
  /** Asks in the newest version that is served, unless one is given. */
  ask<Request, RequestInput, Response, ResponseInput>(
    api: Messages<Request, RequestInput, Response, ResponseInput>,
    call: { request: RequestInput; version?: number },
  ): Promise<Response>;
}

/** The part of an answer that a row is about. */
export interface Told {
  readonly errorCode: number;
  /** Undefined where the answer has no place for one. */
  readonly errorMessage?: string | null;
}

/** Prepares what is needed, asks, and picks the part of the answer. */
export type Ask = (target: Target) => Promise<Told | undefined>;

/** One rule. */
export interface RefusalCase {
  readonly name: string;
  readonly error: keyof typeof ErrorCode;
  /** What the message must contain: the value that is refused, where the answer has a message. */
  readonly message: string | null;
  readonly ask: Ask;
}

/** A row as it is written: what is wrong, the question, the error, and a part of its message. */
export type Row = readonly [
  name: string,
  ask: Ask,
  error: keyof typeof ErrorCode,
  message?: string,
];

/** Makes cases of the rows of one API. */
export function refusalsOf(api: string, rows: readonly Row[]): RefusalCase[] {
  return rows.map(([name, ask, error, message = null]) => {
    return { name: `${api}: ${name}`, ask, error, message };
  });
}
