/**
 * What a server tells of itself: the figures behind the four-letter words and the metrics.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { CommandContext } from "../commands/command.ts";
import type {
  ConnectionReport,
  Deadline,
  MetricReading,
  ServerConfiguration,
  ServerReport,
} from "../commands/report.ts";
import type { Database } from "../tree/database.ts";
import type { Watches } from "../tree/watch.ts";
import type { ConnectionRegistry } from "./connection_registry.ts";
import type { ClientConnection } from "./connection.ts";
import type { RequestPipeline } from "./request_pipeline.ts";
import { serverMetrics } from "./server_metrics.ts";
import type { SessionRegistry } from "./session_registry.ts";
import type { ServerSettings } from "./settings.ts";
import type { ServerStatistics, StorageStatistics } from "./statistics.ts";

/** The ZooKeeper whose protocol and words this server has: clients parse it out of the version. */
const COMPATIBLE_VERSION = "3.9.5";
/** ZooKeeper's: client requests, server packets, sessions and warnings. */
const DEFAULT_TRACE_MASK = 306n;

/** The process around the server. */
export interface ServerEnvironment {
  /** The product's own version. */
  readonly productVersion: string;
  /** When it was built, as in `2026-11-21 08:00 UTC`. */
  readonly builtOn: string;
  /** The port clients connect to. */
  clientPort(): number;
  readonly dataDir: string;
  /** Bytes of the transaction log and its snapshots. */
  dataDirBytes(): number;
  openFileDescriptors(): number;
  maxFileDescriptors(): number;
  /** Further lines of `envi`: name and value. */
  properties(): Iterable<readonly [string, string]>;
  /** Settings in force by their names, without secrets. */
  settings(): Iterable<readonly [string, string]>;
  /** What the server was started with, as text, without secrets. */
  initialConfiguration(): string;
  /** What the log of transactions counts. */
  readonly storage: StorageStatistics;
  /** The newest snapshot: its last transaction and when it was written, in ms; null for none. */
  lastSnapshot(): { readonly zxid: number; readonly timeMs: number } | null;
}

/** What a server is asked about. */
export interface ServerReportsOptions {
  readonly clock: Clock;
  readonly settings: ServerSettings;
  readonly database: Database;
  readonly watches: Watches;
  readonly pipeline: RequestPipeline;
  readonly connections: ConnectionRegistry;
  readonly sessions: SessionRegistry;
  readonly statistics: ServerStatistics;
  readonly environment: Partial<ServerEnvironment>;
}

/** The four-letter words' view of a server. */
export class ServerReports implements CommandContext {
  readonly #options: ServerReportsOptions;
  readonly #startedMs: number;
  traceMask = DEFAULT_TRACE_MASK;

  constructor(options: ServerReportsOptions) {
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
  }

  get version(): string {
    const { productVersion = "0", builtOn = "1970-01-01 00:00 UTC" } = this.#options.environment;
    return `${COMPATIBLE_VERSION}-kedge-${productVersion}, built on ${builtOn}`;
  }

  report(): ServerReport {
    const { clock, database, watches, pipeline, connections, statistics, environment } =
      this.#options;
    const { tree } = database;
    return {
      version: this.version,
      uptimeMs: clock.monotonicMs() - this.#startedMs,
      lastProcessedZxid: database.lastProcessedZxid,
      latency: statistics.latency.report(),
      packetsReceived: statistics.packetsReceived,
      packetsSent: statistics.packetsSent,
      bytesReceived: statistics.bytesReceived,
      connections: connections.size,
      connectionsRejected: statistics.connectionsRejected,
      connectionsDropped: statistics.connectionsDropped,
      sessions: database.sessions.size,
      sessionsExpired: statistics.sessionsExpired,
      outstandingRequests: pipeline.outstanding,
      znodes: tree.nodeCount,
      ephemerals: tree.ephemeralCount,
      approximateDataBytes: tree.approximateDataSize,
      watches: watches.size,
      dataWatches: watches.data.size,
      watchedPaths: watches.data.pathCount,
      watchers: watches.data.watcherCount,
      authenticationFailures: statistics.authenticationFailures,
      slowFlushes: statistics.pipeline.slowFlushes,
      appendsRefused: statistics.appendsRefused,
      responseSizes: statistics.responseSizes,
      dataDirBytes: environment.dataDirBytes?.() ?? 0,
      openFileDescriptors: environment.openFileDescriptors?.() ?? -1,
      maxFileDescriptors: environment.maxFileDescriptors?.() ?? -1,
    };
  }

  *connections(): Iterable<ConnectionReport> {
    for (const connection of this.#options.connections) yield connection.report();
  }

  *metrics(): Iterable<MetricReading> {
    const { database, statistics, watches, pipeline, environment } = this.#options;
    const { storage } = environment;
    const report = this.report();
    yield* serverMetrics({ report, database, statistics, watches, pipeline, storage });
  }

  configuration(): ServerConfiguration {
    const { settings, environment } = this.#options;
    return {
      clientPort: environment.clientPort?.() ?? -1,
      dataDir: environment.dataDir ?? "",
      dataDirBytes: environment.dataDirBytes?.() ?? 0,
      tickTimeMs: settings.tickTimeMs,
      maxClientCnxns: settings.maxClientCnxns,
      minSessionTimeoutMs: settings.minSessionTimeoutMs,
      maxSessionTimeoutMs: settings.maxSessionTimeoutMs,
    };
  }

  initialConfiguration(): string {
    return this.#options.environment.initialConfiguration?.() ?? "";
  }

  systemProperties(): Iterable<readonly [string, string]> {
    return this.#options.environment.settings?.() ?? [];
  }

  *environment(): Iterable<readonly [string, string]> {
    yield ["zookeeper.version", this.version];
    yield* this.#options.environment.properties?.() ?? [];
  }

  ephemerals(): ReadonlyMap<bigint, ReadonlySet<string>> {
    return this.#options.database.tree.ephemeralOwners();
  }

  *sessionDeadlines(): Iterable<Deadline<bigint>> {
    const nowMs = this.monotonicMs();
    for (const [atMs, sessions] of this.#options.sessions.deadlines()) {
      yield { atMs, inMs: atMs - nowMs, ending: [...sessions].map((session) => session.id) };
    }
  }

  *connectionDeadlines(): Iterable<Deadline<ConnectionReport>> {
    const { sessions, connections } = this.#options;
    const byTime = new Map<number, ClientConnection[]>();
    for (const [atMs, sessionless] of connections.deadlines()) byTime.set(atMs, [...sessionless]);
    for (const [atMs, ending] of sessions.deadlines()) {
      const connected = [...ending].flatMap((session) => sessions.connectionOf(session) ?? []);
      if (connected.length > 0) byTime.set(atMs, [...byTime.get(atMs) ?? [], ...connected]);
    }
    const nowMs = this.monotonicMs();
    for (const [atMs, ending] of byTime) {
      yield { atMs, inMs: atMs - nowMs, ending: ending.map((connection) => connection.report()) };
    }
  }

  watchesBySession(): ReadonlyMap<bigint, ReadonlySet<string>> {
    const { data } = this.#options.watches;
    const bySession = new Map<bigint, Set<string>>();
    for (const watcher of data.watchers()) {
      const paths = bySession.get(watcher.sessionId) ?? new Set();
      for (const path of data.pathsOf(watcher)) paths.add(path);
      bySession.set(watcher.sessionId, paths);
    }
    return bySession;
  }

  *watchesByPath(): Iterable<readonly [string, ReadonlySet<bigint>]> {
    const { data } = this.#options.watches;
    for (const path of data.paths()) {
      yield [path, new Set([...data.watchersOf(path)].map((watcher) => watcher.sessionId))];
    }
  }

  lastSnapshot(): { zxid: number; timeMs: number } | null {
    return this.#options.environment.lastSnapshot?.() ?? null;
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  monotonicMs(): number {
    return this.#options.clock.monotonicMs();
  }

  resetStatistics(): void {
    const { statistics, watches, environment } = this.#options;
    statistics.reset();
    for (const summary of Object.values(watches.heard)) summary.reset();
    environment.storage?.reset();
  }

  resetConnectionStatistics(): void {
    for (const connection of this.#options.connections) connection.resetStatistics();
  }
}
