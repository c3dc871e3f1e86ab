/**
 * What a server tells of itself: the figures behind the four-letter words and the metrics.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import type { CommandContext } from "../commands/command.ts";
import type { ConnectionReport, ServerReport } from "../commands/report.ts";
import type { Database } from "../tree/database.ts";
import type { Watcher, Watches } from "../tree/watch.ts";
import type { ConnectionRegistry } from "./connection_registry.ts";
import type { RequestPipeline } from "./request_pipeline.ts";
import type { SessionRegistry } from "./session_registry.ts";
import type { ServerSettings } from "./settings.ts";
import type { ServerStatistics } from "./statistics.ts";

/** The ZooKeeper whose protocol and words this server has: clients parse it out of the version. */
const COMPATIBLE_VERSION = "3.9.5";

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
  readonly properties: readonly (readonly [string, string])[];
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

  constructor(options: ServerReportsOptions) {
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
  }

  get #version(): string {
    const { productVersion = "0", builtOn = "1970-01-01 00:00 UTC" } = this.#options.environment;
    return `${COMPATIBLE_VERSION}-kedge-${productVersion}, built on ${builtOn}`;
  }

  report(): ServerReport {
    const { clock, database, watches, pipeline, connections, statistics, environment } =
      this.#options;
    const { tree } = database;
    return {
      version: this.#version,
      uptimeMs: clock.monotonicMs() - this.#startedMs,
      lastProcessedZxid: database.lastProcessedZxid,
      latency: statistics.latency.report(),
      packetsReceived: statistics.packetsReceived,
      packetsSent: statistics.packetsSent,
      bytesReceived: statistics.bytesReceived,
      bytesSent: statistics.bytesSent,
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
      watchedPaths: watches.data.pathCount + watches.children.pathCount,
      watchers: this.#watcherCount(),
      authenticationFailures: statistics.authenticationFailures,
      appendsRefused: statistics.appendsRefused,
      dataDirBytes: environment.dataDirBytes?.() ?? 0,
      openFileDescriptors: environment.openFileDescriptors?.() ?? -1,
      maxFileDescriptors: environment.maxFileDescriptors?.() ?? -1,
    };
  }

  *connections(): Iterable<ConnectionReport> {
    for (const connection of this.#options.connections) yield connection.report();
  }

  configuration(): Iterable<readonly [string, string]> {
    const { settings, environment } = this.#options;
    const dataDir = environment.dataDir ?? "";
    const dataDirBytes = String(environment.dataDirBytes?.() ?? 0);
    return [
      ["clientPort", String(environment.clientPort?.() ?? -1)],
      ["secureClientPort", "-1"],
      ["dataDir", dataDir],
      ["dataDirSize", dataDirBytes],
      ["dataLogDir", dataDir],
      ["dataLogSize", dataDirBytes],
      ["tickTime", String(settings.tickTimeMs)],
      ["maxClientCnxns", String(settings.maxClientCnxns)],
      ["minSessionTimeout", String(settings.minSessionTimeoutMs)],
      ["maxSessionTimeout", String(settings.maxSessionTimeoutMs)],
      ["clientPortListenBacklog", "-1"],
      ["serverId", "0"],
    ];
  }

  environment(): Iterable<readonly [string, string]> {
    const { properties = [] } = this.#options.environment;
    return [["zookeeper.version", this.#version], ...properties];
  }

  ephemerals(): ReadonlyMap<bigint, ReadonlySet<string>> {
    return this.#options.database.tree.ephemeralOwners();
  }

  *sessionDeadlines(): Iterable<{ inMs: number; sessionIds: readonly bigint[] }> {
    const nowMs = this.#options.clock.monotonicMs();
    for (const [deadlineMs, sessions] of this.#options.sessions.deadlines()) {
      yield { inMs: deadlineMs - nowMs, sessionIds: [...sessions].map((session) => session.id) };
    }
  }

  resetStatistics(): void {
    this.#options.statistics.reset();
  }

  resetConnectionStatistics(): void {
    for (const connection of this.#options.connections) connection.resetStatistics();
  }

  #watcherCount(): number {
    const { data, children } = this.#options.watches;
    return new Set<Watcher>([...data.watchers(), ...children.watchers()]).size;
  }
}
