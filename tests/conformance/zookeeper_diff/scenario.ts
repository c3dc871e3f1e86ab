/**
 * A scenario and its steps, as data: step.ts has the words to write them in.
 *
 * @module
 */
import type { Reader } from "../../../lib/bytes/reader.ts";

/** One step. */
export type Step =
  | { kind: "connect"; who: string; text: string; options: ConnectOptions }
  | { kind: "request"; who: string; text: string; request: RawRequest }
  | { kind: "first"; who: string; text: string; body: Uint8Array }
  | { kind: "frame"; who: string; text: string; body: Uint8Array }
  | { kind: "bytes"; who: string; text: string; bytes: Uint8Array }
  | { kind: "drop"; who: string; text: string }
  | { kind: "elapse"; who: string; text: string; ms: number };

/** How a session is opened. */
export interface ConnectOptions {
  readonly timeoutMs?: number;
  readonly readOnly?: boolean | null;
  /** The name of a session to come back to. */
  readonly resumes?: string;
  readonly password?: "right" | "wrong" | "null";
  /** Added to the last zxid that the resumed session has seen. */
  readonly aheadBy?: number;
  readonly protocolVersion?: number;
  readonly lastZxidSeen?: bigint;
}

/** Reads the body of a reply. */
export interface ReplyCodec {
  read(reader: Reader): Readonly<Record<string, unknown>>;
}

/** A request. */
export interface RawRequest {
  readonly type: number;
  readonly body: Uint8Array;
  readonly xid?: number;
  /** Reads the body of the reply. */
  readonly reply: ReplyCodec | "multi" | null;
}

/** A scenario: what clients do one after another, on a server of one of two kinds. */
export interface Scenario {
  readonly name: string;
  /** `extended` has TTL nodes, enforced quotas, a super digest, and fast container checks. */
  readonly server?: "default" | "extended";
  readonly steps: readonly Step[];
}
