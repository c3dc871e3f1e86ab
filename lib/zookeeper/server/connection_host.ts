/**
 * What a connection needs of its server.
 *
 * @module
 */
import type { AnswerMemory } from "../../io/answer_memory.ts";
import type { Clock } from "../../io/clock.ts";
import type { ConnectRequest } from "../protocol/session_records.ts";
import type { Session } from "../tree/session.ts";
import type { ClientConnection } from "./connection.ts";
import type { Request } from "./request.ts";
import type { ServerSettings } from "./settings.ts";
import type { ServerStatistics } from "./statistics.ts";

/** A server, as its connections see it. */
export interface ConnectionHost {
  readonly clock: Clock;
  /** Counts what waits to go out; null where nobody does. */
  readonly answers: AnswerMemory | null;
  readonly settings: ServerSettings;
  readonly statistics: ServerStatistics;
  /**
   * Opens or resumes a session; `opened` is called with null where it cannot be resumed. Where the
   * request is refused as a whole the connection is closed instead.
   */
  openSession(
    request: ConnectRequest,
    options: { connection: ClientConnection; opened: (session: Session | null) => void },
  ): void;
  /** A sign of life. */
  touch(session: Session): void;
  submit(request: Request): void;
  /** @param latencyMs from its arrival to its reply */
  requestAnswered(kind: "read" | "write", latencyMs: number): void;
  /** True while too many requests are under way; the connection is told when to look again. */
  isThrottled(connection: ClientConnection): boolean;
  runCommand(word: string, argument: bigint): string;
  /** Counts and logs a connection that is closed for what it did. */
  connectionDropped(connection: ClientConnection, reason: string): void;
  /** The connection ends when its peer has read all; it is told if that takes too long. */
  connectionEnding(connection: ClientConnection): void;
  connectionClosed(connection: ClientConnection): void;
}
