/**
 * The coordinator: sessions, the tree, the pipeline and the connections, put together. Its owner
 * restores a snapshot, replays the log's tail, starts it, and gives it connections:
 *
 *   beginRestore()? -> replay(record)* -> start() -> accept(connection)*, createLocalSession()
 *
 * @module
 */
import type { AnswerMemory } from "../../io/answer_memory.ts";
import type { Clock } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type { Random } from "../../io/random.ts";
import type { Connection, SocketHandlers } from "../../io/socket.ts";
import type { CommandContext } from "../commands/command.ts";
import { runCommand } from "../commands/mod.ts";
import type { ServerReport } from "../commands/report.ts";
import { decodeTransaction } from "../operations/transaction_record.ts";
import { Database } from "../tree/database.ts";
import { plainAddress } from "../tree/ip_address.ts";
import { type Session, sessionIdText } from "../tree/session.ts";
import { SnapshotEncoding } from "../tree/snapshot_encoding.ts";
import { SnapshotReading } from "../tree/snapshot_reading.ts";
import { Watches } from "../tree/watch.ts";
import { ClientConnection } from "./connection.ts";
import type { ConnectionHost } from "./connection_host.ts";
import { ConnectionRegistry } from "./connection_registry.ts";
import { ContainerCleaner } from "./container_cleaner.ts";
import { LocalSession } from "./local_session.ts";
import { submitEnd, submitRemoval } from "./own_requests.ts";
import { RequestPipeline } from "./request_pipeline.ts";
import { type ServerEnvironment, ServerReports } from "./server_reports.ts";
import { SessionRegistry } from "./session_registry.ts";
import { type ServerSettings, serverSettings } from "./settings.ts";
import { ServerStatistics } from "./statistics.ts";
import type { TransactionLog } from "./transaction_log.ts";
import { Visitor, type VisitorIdentity } from "./visitor.ts";

/** What a coordinator is made of. */
export interface ZookeeperServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: TransactionLog;
  readonly logger: Logger;
  /** Counts what waits to go out to clients; nobody does without it. */
  readonly answers?: AnswerMemory;
  readonly settings?: Partial<ServerSettings>;
  /** Told of each client's request when it is answered, with the ms since it came in. */
  readonly requestAnswered?: (kind: "read" | "write", latencyMs: number) => void;
  /** What the four-letter words tell of the process around it. */
  readonly environment?: Partial<ServerEnvironment>;
}

/** The timeout that the log notes for a local session, in ms; it matters to nobody. */
const LOCAL_TIMEOUT_MS = 6000;
/** Between two lines about quotas, in ms. */
const SOFT_LIMIT_PAUSE_MS = 1000;

/** A ZooKeeper server that stands alone. */
export class ZookeeperServer {
  readonly settings: ServerSettings;
  readonly #options: ZookeeperServerOptions;
  readonly #database = new Database();
  readonly #watches: Watches;
  readonly #statistics = new ServerStatistics();
  readonly #pipeline: RequestPipeline;
  readonly #sessions: SessionRegistry;
  readonly #connections: ConnectionRegistry;
  readonly #cleaner: ContainerCleaner;
  readonly #reports: ServerReports;
  readonly #connectionHost: ConnectionHost;
  readonly #localSessions = new Map<bigint, LocalSession>();
  #softLimitToldMs = -Infinity;

  constructor(options: ZookeeperServerOptions) {
    const { clock, random, log, logger, environment = {} } = options;
    this.#options = options;
    const settings = serverSettings(options.settings);
    this.settings = settings;
    const database = this.#database;
    const statistics = this.#statistics;
    const watches = this.#watches = new Watches(settings.watchLimit);
    const pipeline = this.#pipeline = new RequestPipeline({
      clock,
      log,
      database,
      watches,
      settings,
      statistics: statistics.pipeline,
      events: {
        sessionClosed: (session) => this.#sessionClosed(session),
        progressed: () => this.#connections.resumeThrottled(),
        appendRefused: (error) => this.#appendRefused(error),
        softLimitExceeded: (text) => this.#softLimitExceeded(text),
        failed: (error) => this.#pipelineFailed(error),
      },
    });
    const sessions = this.#sessions = new SessionRegistry({
      clock,
      random,
      settings,
      database,
      pipeline,
      logger,
      end: (session, reason) => this.#endSession(session, reason),
    });
    const connections = this.#connections = new ConnectionRegistry(clock, settings, statistics);
    this.#cleaner = new ContainerCleaner({
      clock,
      tree: database.tree,
      intervalMs: settings.containerCheckIntervalMs,
      // A refused removal is no loss: the next look decides anew.
      remove: (path) => submitRemoval(pipeline, { path, done() {} }),
    });
    const parts = { database, watches, pipeline, connections, sessions, statistics };
    this.#reports = new ServerReports({ clock, settings, environment, ...parts });
    this.#connectionHost = this.#hostForConnections();
  }

  /** The last transaction applied. */
  get lastProcessedZxid(): number {
    return this.#database.lastProcessedZxid;
  }

  /** Why no write is taken any more, or null. Only a restart helps. */
  get failure(): Error | null {
    return this.#pipeline.failure;
  }

  /** Begins with a snapshot, once all of it is taken. Before {@linkcode ZookeeperServer.replay}. */
  beginRestore(): SnapshotReading {
    return new SnapshotReading(this.#database);
  }

  /**
   * Takes a record of the log, in order. Records that the snapshot has already are passed over.
   *
   * @throws MalformedError where it is damaged, Error where records before it are missing
   */
  replay(record: Uint8Array): void {
    const { header, transaction } = decodeTransaction(record);
    const database = this.#database;
    const wanted = database.lastProcessedZxid + 1;
    if (header.zxid < wanted) return;
    if (header.zxid > wanted) {
      throw new Error(
        `Cannot replay transaction ${header.zxid}: the next one must be ${wanted}, ` +
          `so part of the log is missing`,
      );
    }
    transaction.apply({ database, watches: null, header });
    database.lastProcessedZxid = header.zxid;
  }

  /**
   * All transactions up to {@linkcode ZookeeperServer.lastProcessedZxid} as bytes, piece by piece
   * while writes go on: what comes is the tree as it is now. One at a time, until it is ended.
   */
  beginSnapshot(): SnapshotEncoding {
    return new SnapshotEncoding(this.#database);
  }

  /**
   * Starts the time of all sessions and ends those that a process before this one had for itself.
   * Resolves when that is on disk; then connections may come.
   */
  async start(): Promise<void> {
    this.#pipeline.start();
    this.#sessions.start();
    this.#cleaner.start();
    const left = [...this.#database.sessions.values()].filter((session) => session.isLocal);
    await Promise.all(left.map((session) => this.#endLeftSession(session)));
  }

  /** Takes a connection; what comes back is told what happens to it. */
  accept(socket: Connection): SocketHandlers {
    const address = plainAddress(socket.remoteAddress);
    if (this.#connections.isFull(address)) {
      this.#statistics.connectionsRejected += 1;
      const { maxClientCnxns } = this.settings;
      this.#options.logger.warn("Refusing connection: its address has as many as it may have", {
        peer: `/${address}:${socket.remotePort}`,
        maxClientCnxns,
      });
      socket.destroy();
      return { data() {}, drain() {}, close() {} };
    }
    const connection = new ClientConnection(socket, this.#connectionHost);
    this.#connections.add(connection);
    return connection;
  }

  /**
   * Opens a session for the process itself. Rejects where the log refuses it.
   *
   * @param options.timeoutMs what the log notes for it, in ms; it does not expire
   */
  createLocalSession(options: { timeoutMs?: number } = {}): Promise<LocalSession> {
    return new Promise((resolve, reject) => {
      this.#sessions.openLocal(options.timeoutMs ?? LOCAL_TIMEOUT_MS, (session) => {
        if (session instanceof Error) return reject(session);
        const local = new LocalSession(session, {
          watches: this.#watches,
          submit: (request) => this.#pipeline.submit(request),
          callbackFailed: (error) => {
            this.#options.logger.error("A watch callback failed", { error: String(error) });
          },
        });
        this.#localSessions.set(session.id, local);
        resolve(local);
      });
    });
  }

  /** Someone who asks without a session and without a connection, by another protocol. */
  visitor(identity: VisitorIdentity): Visitor {
    return new Visitor(identity, {
      settings: this.settings,
      watches: this.#watches,
      submit: (request) => this.#pipeline.submit(request),
    });
  }

  /** The server's figures. */
  report(): ServerReport {
    return this.#reports.report();
  }

  /** What commands look at, and the figures by ZooKeeper's names. */
  get reports(): CommandContext {
    return this.#reports;
  }

  /** What a four-letter word answers. */
  runCommand(word: string, argument = 0n): string {
    const allowed = this.settings.fourLetterWords;
    return runCommand(word, { allowed, argument, context: this.#reports });
  }

  /**
   * Ends all connections and waits for what is under way. Sessions stay: they are in the log, and
   * their clients may come back to the next start.
   */
  async close(): Promise<void> {
    this.#connections.close();
    this.#sessions.close();
    this.#cleaner.stop();
    await this.#pipeline.idle();
  }

  #hostForConnections(): ConnectionHost {
    return {
      clock: this.#options.clock,
      answers: this.#options.answers ?? null,
      settings: this.settings,
      statistics: this.#statistics,
      openSession: (request, { connection, opened }) => {
        this.#statistics.connectRequests += 1;
        this.#sessions.open(request, {
          connection,
          opened: (session) => {
            if (session !== null) this.#connections.sessionOpened(connection);
            opened(session);
          },
        });
      },
      touch: (session) => this.#sessions.touch(session),
      submit: (request) => this.#pipeline.submit(request),
      requestAnswered: (kind, latencyMs) => {
        const statistics = this.#statistics;
        statistics.latency.add(latencyMs);
        const latency = kind === "read" ? statistics.readLatency : statistics.updateLatency;
        latency.observe(latencyMs);
        this.#options.requestAnswered?.(kind, latencyMs);
      },
      isThrottled: (connection) => {
        if (this.#pipeline.outstanding < this.settings.globalOutstandingLimit) return false;
        this.#connections.throttle(connection);
        this.#statistics.throttleWaits += 1;
        return true;
      },
      runCommand: (word, argument) => this.runCommand(word, argument),
      connectionDropped: ({ peer, sessionId }, reason) => {
        this.#statistics.connectionsDropped += 1;
        const session = sessionId === 0n ? undefined : sessionIdText(sessionId);
        this.#options.logger.warn("closing connection", { peer, session, reason });
      },
      connectionEnding: (connection) => this.#connections.expectEnd(connection),
      connectionClosed: (connection) => {
        this.#connections.remove(connection);
        this.#watches.removeWatcher(connection);
        this.#sessions.detach(connection);
      },
    };
  }

  #sessionClosed(session: Session): void {
    this.#sessions.ended(session);
    const local = this.#localSessions.get(session.id);
    if (local === undefined) return;
    this.#watches.removeWatcher(local);
    this.#localSessions.delete(session.id);
  }

  #appendRefused(error: Error): void {
    this.#statistics.appendsRefused += 1;
    this.#options.logger.warn("Refusing znode write: the log does not take it", { error });
  }

  /** One line a second at most: a client that goes on would fill the log. */
  #softLimitExceeded(text: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#softLimitToldMs < SOFT_LIMIT_PAUSE_MS) return;
    this.#softLimitToldMs = nowMs;
    this.#options.logger.warn(text);
  }

  #pipelineFailed(error: Error): void {
    const message = "The znode log failed: no znode can be written until a restart";
    this.#options.logger.error(message, { error });
  }

  #endSession(session: Session, reason: string): void {
    if (session.isClosing) return;
    submitEnd(this.#pipeline, {
      session,
      done: (error) => {
        if (error !== null) return this.#sessions.retryEnd(session);
        this.#statistics.sessionsExpired += 1;
        const fields = { session: sessionIdText(session.id), reason };
        this.#options.logger.info("Ended session", fields);
      },
    });
  }

  #endLeftSession(session: Session): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error: Error | null) => error === null ? resolve() : reject(error);
      submitEnd(this.#pipeline, { session, done });
    });
  }
}
