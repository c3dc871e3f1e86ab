/**
 * The life of sessions: opened through the log, resumed with their password, kept alive by any
 * sign of life, ended through the log when they are silent for too long.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type { Random } from "../../io/random.ts";
import type { ConnectRequest } from "../protocol/session_records.ts";
import type { Database } from "../tree/database.ts";
import { ExpiryQueue } from "../tree/expiry_queue.ts";
import {
  isSamePassword,
  negotiateTimeoutMs,
  PASSWORD_BYTES,
  type Session,
  SessionIds,
  sessionIdText,
} from "../tree/session.ts";
import type { ClientConnection } from "./connection.ts";
import type { RequestPipeline } from "./request_pipeline.ts";
import { SessionThrottle } from "./session_throttle.ts";
import type { ServerSettings } from "./settings.ts";

/** What the sessions need around them. */
export interface SessionRegistryOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: ServerSettings;
  readonly database: Database;
  readonly pipeline: RequestPipeline;
  readonly logger: Logger;
  /** Ends a session through the pipeline. */
  readonly end: (session: Session, reason: string) => void;
}

/** All sessions of a server that are alive. */
export class SessionRegistry {
  readonly #options: SessionRegistryOptions;
  readonly #ids: SessionIds;
  readonly #expiry: ExpiryQueue<Session>;
  readonly #connections = new Map<bigint, ClientConnection>();
  readonly #throttle: SessionThrottle;

  constructor(options: SessionRegistryOptions) {
    this.#options = options;
    this.#ids = new SessionIds(options.clock.nowMs());
    this.#throttle = new SessionThrottle(options.clock, options.settings);
    this.#expiry = new ExpiryQueue<Session>(options.clock, {
      tickTimeMs: options.settings.tickTimeMs,
      expire: (sessions) => {
        for (const session of sessions) options.end(session, "it was silent for too long");
      },
    });
  }

  /** Sessions by when they end: monotonic time in ms. */
  deadlines(): ReadonlyMap<number, ReadonlySet<Session>> {
    return this.#expiry.buckets();
  }

  /** The connection that a session has now. */
  connectionOf(session: Session): ClientConnection | undefined {
    return this.#connections.get(session.id);
  }

  /** Starts the time of all sessions that the database holds. */
  start(): void {
    for (const session of this.#options.database.sessions.values()) {
      if (!session.isLocal) this.#expiry.touch(session, session.timeoutMs);
    }
  }

  /** A sign of life. */
  touch(session: Session): void {
    if (!session.isClosing) this.#expiry.touch(session, session.timeoutMs);
  }

  /** Tries the end of a session again a tick later: the log refused it. */
  retryEnd(session: Session): void {
    this.#expiry.touch(session, 0);
  }

  /** The process's own session: without a timeout. */
  openLocal(timeoutMs: number, done: (session: Session | Error) => void): void {
    this.#create({ timeoutMs, isLocal: true }, done);
  }

  /** Opens or resumes a session for a connection. */
  open(
    request: ConnectRequest,
    options: { connection: ClientConnection; opened: (session: Session | null) => void },
  ): void {
    const { connection } = options;
    const { database, settings } = this.#options;
    if (!this.#throttle.take()) {
      return connection.destroy("connectionMaxTokens is used up: too many sessions open at once");
    }
    if (request.lastZxidSeen > BigInt(database.lastProcessedZxid)) {
      return connection.destroy(
        `it has seen zxid 0x${request.lastZxidSeen.toString(16)}, the last one here is ` +
          `0x${database.lastProcessedZxid.toString(16)}: it comes from another server, ` +
          `or this one lost its data`,
      );
    }
    const timeoutMs = negotiateTimeoutMs(request.timeOut, settings);
    if (request.sessionId === 0n) return this.#openNew(timeoutMs, options);
    const session = this.#resumable(request);
    if (session?.isClosing === true) {
      // That it is over may only be said once that is on disk; it comes back then.
      return connection.destroy(`session ${sessionIdText(session.id)} is just ending`);
    }
    if (session === null) {
      this.#options.logger.info("Cannot resume session: it has ended, or the password is wrong", {
        session: sessionIdText(request.sessionId),
        peer: connection.peer,
      });
      return options.opened(null);
    }
    session.timeoutMs = timeoutMs;
    this.#connections.get(session.id)?.endNow();
    this.#attach(session, connection);
    options.opened(session);
  }

  /** Forgets a connection; its session lives on until it is silent for too long. */
  detach(connection: ClientConnection): void {
    const { sessionId } = connection;
    if (this.#connections.get(sessionId) === connection) this.#connections.delete(sessionId);
  }

  /** Forgets a session that has ended; its connection ends when it has read the reply. */
  ended(session: Session): void {
    this.#expiry.remove(session);
    this.#connections.get(session.id)?.end();
    this.#connections.delete(session.id);
  }

  /** Releases the timer. */
  close(): void {
    this.#expiry.close();
  }

  #resumable({ sessionId, passwd }: ConnectRequest): Session | null {
    const session = this.#options.database.sessions.get(sessionId);
    if (session === undefined || session.isLocal) return null;
    const isRight = passwd !== null && isSamePassword(passwd, session.password);
    return isRight ? session : null;
  }

  #openNew(
    timeoutMs: number,
    options: { connection: ClientConnection; opened: (session: Session | null) => void },
  ): void {
    const { connection, opened } = options;
    const { database, settings } = this.#options;
    if (database.sessions.size >= settings.sessionLimit) {
      return connection.destroy(`there are ${database.sessions.size} sessions already`);
    }
    this.#create({ timeoutMs, isLocal: false }, (session) => {
      if (session instanceof Error) {
        return connection.destroy(`no session can be opened: ${session.message}`);
      }
      this.#attach(session, connection);
      opened(session);
    });
  }

  #attach(session: Session, connection: ClientConnection): void {
    this.#connections.set(session.id, connection);
    this.touch(session);
  }

  #create(
    { timeoutMs, isLocal }: { timeoutMs: number; isLocal: boolean },
    done: (session: Session | Error) => void,
  ): void {
    const { random, database, pipeline } = this.#options;
    const id = this.#ids.next(database.sessions);
    const password = random.bytes(PASSWORD_BYTES);
    try {
      pipeline.createSession({ id, timeoutMs, password, isLocal }, (error) => {
        done(error ?? database.sessions.get(id)!);
      });
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
