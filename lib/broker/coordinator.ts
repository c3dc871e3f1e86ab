/**
 * The coordinator of this process: the znode tree on the store, served on 2181 and used by the
 * broker itself through a session of its own.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock } from "../io/clock.ts";
import type { FileSystem } from "../io/file.ts";
import type { Logger } from "../io/logger.ts";
import type { Random } from "../io/random.ts";
import { machineProperties } from "../io/machine_properties.ts";
import { maxFileDescriptors, openFileDescriptors } from "../io/process_readings.ts";
import type { Listener, Network } from "../io/socket.ts";
import { EmbeddedMetadataStore } from "../metadata/embedded.ts";
import { PERSISTENT_PATHS } from "../metadata/znodes.ts";
import type { Store } from "../storage/store.ts";
import type { LocalSession } from "../zookeeper/server/local_session.ts";
import { ZookeeperServer } from "../zookeeper/server/zookeeper_server.ts";
import {
  coordinatorSettings,
  givenSettings,
  shownSettings,
  snapshotPolicy,
} from "./coordinator_settings.ts";
import type { LiveSnapshot } from "./live_export.ts";
import { BUILT_ON, VERSION } from "./version.ts";
import type { MemoryAccounts } from "./memory_accounts.ts";
import { ZnodeLog } from "./znode_log.ts";

/** What the coordinator works with. */
export interface CoordinatorServices {
  store: Store;
  files: FileSystem;
  clock: Clock;
  random: Random;
  network: Network;
  logger: Logger;
  config: ServerConfig;
  memory: MemoryAccounts;
  /** Told of each request of a ZooKeeper client that was answered, for /metrics. */
  requestAnswered: (kind: "read" | "write", latencyMs: number) => void;
}

/** The znode tree and its port. */
export class Coordinator {
  readonly server: ZookeeperServer;
  readonly metadataStore: EmbeddedMetadataStore;
  readonly #log: ZnodeLog;
  readonly #session: LocalSession;
  readonly #services: CoordinatorServices;
  readonly #listeners: Listener[];

  private constructor(
    services: CoordinatorServices,
    parts: {
      server: ZookeeperServer;
      log: ZnodeLog;
      session: LocalSession;
      listeners: Listener[];
    },
  ) {
    this.#services = services;
    this.server = parts.server;
    this.#log = parts.log;
    this.#session = parts.session;
    this.#listeners = parts.listeners;
    const { chroot } = services.config.zookeeperConnect;
    this.metadataStore = new EmbeddedMetadataStore(parts.session, chroot);
  }

  /** The tree as a snapshot of ZooKeeper's; null where it is too large for that. */
  async exportLive(): Promise<LiveSnapshot | null> {
    const { clock } = this.#services;
    // Loaded with the first such request: hardly anybody asks.
    const { exportLive } = await import("./live_export.ts");
    return await exportLive({ server: this.server, log: this.#log, clock });
  }

  /** The transactions, for those who read them behind the commit. */
  get transactions(): ZnodeLog {
    return this.#log;
  }

  /** Loads the tree; what a killed process held in ephemeral znodes is gone when this resolves. */
  static async load(services: CoordinatorServices): Promise<Coordinator> {
    const { store, files, clock, random, config } = services;
    const logger = services.logger.child("zookeeper");
    const snapshots = snapshotPolicy(config);
    const log = new ZnodeLog({ store, files, clock, logger, snapshots });
    const listeners: Listener[] = [];
    const server = new ZookeeperServer({
      clock,
      random,
      log,
      logger,
      answers: services.memory.znodes,
      settings: coordinatorSettings(config),
      environment: {
        productVersion: VERSION,
        builtOn: BUILT_ON,
        dataDir: config.logDirs[0] ?? "",
        clientPort: () => listeners[0]?.port ?? -1,
        dataDirBytes: () => log.sizeBytes,
        openFileDescriptors,
        maxFileDescriptors,
        storage: log.statistics,
        lastSnapshot: () => log.lastSnapshot(),
        properties: machineProperties,
        settings: () => shownSettings(config),
        initialConfiguration: () => givenSettings(config),
      },
      requestAnswered: (kind, latencyMs) => services.requestAnswered(kind, latencyMs),
    });
    try {
      await log.load(server);
      await server.start();
      const session = await server.createLocalSession();
      const coordinator = new Coordinator(services, { server, log, session, listeners });
      await coordinator.#makeChroot(config.zookeeperConnect.chroot);
      return coordinator;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /**
   * True where the tree holds nothing but what a first start with this zookeeper.connect makes.
   * With another chroot the topics of the data folders are those of the tree under the old one.
   */
  async isUnused(): Promise<boolean> {
    const [, top = ""] = this.#services.config.zookeeperConnect.chroot.split("/");
    const expected = top === "" ? PERSISTENT_PATHS.map((path) => path.split("/")[1]) : [top];
    const { children } = await this.#session.getChildren("/");
    return children.every((name) => name === "zookeeper" || expected.includes(name));
  }

  async #makeChroot(chroot: string): Promise<void> {
    const names = chroot.split("/").filter((name) => name !== "");
    for (let i = 1; i <= names.length; i++) {
      const path = `/${names.slice(0, i).join("/")}`;
      if (await this.#session.exists(path) === null) await this.#session.create(path);
    }
  }

  /**
   * Binds the configured listeners.
   *
   * @throws BindError
   */
  listen(): Listener[] {
    for (const { host, port } of this.#services.config.zookeeperListeners) {
      const listener = this.#services.network.listen(
        { host, port },
        (connection) => this.server.accept(connection),
      );
      this.#listeners.push(listener);
    }
    return this.#listeners;
  }

  /** Ends the broker's session, so that its ephemeral znodes go, and saves the tree. */
  async close(): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    try {
      await this.#session.close();
      await this.server.close();
      await this.#log.close();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#services.logger.warn(`the znode tree was not saved, its log holds it: ${reason}`);
    }
  }
}
