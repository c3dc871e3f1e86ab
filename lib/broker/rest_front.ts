/**
 * The REST port of a running kedge: bound at the start; everything behind it, with the Kafka
 * client that talks to this broker without a socket, is loaded at the first request.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import type { Clock } from "../io/clock.ts";
import type { Logger } from "../io/logger.ts";
import type { ConnectionFacts } from "../kafka/handlers/handler.ts";
import type { Dispatcher } from "../kafka/server/dispatch.ts";
import type { KafkaServer } from "../kafka/server/kafka_server.ts";
import type { EventStreams } from "../rest/event_streams.ts";
import { RestServer } from "../rest/rest_server.ts";
import type { HealthCheck, RestServices } from "../rest/services.ts";
import type { BrokerServices } from "./broker_services.ts";
import type { Coordinator } from "./coordinator.ts";
import type { Observation } from "./observation.ts";
import { COMMIT, VERSION } from "./version.ts";

/** What the front stands before. */
export interface RestFrontParts {
  config: ServerConfig;
  dispatcher: Dispatcher;
  broker: BrokerServices;
  coordinator: Coordinator;
  observation: Observation;
  server: KafkaServer;
  logger: Logger;
  clock: Clock;
}

/**
 * The connection that requests from within seem to come by: one to the first Kafka listener, from
 * this machine, at the address that stands in the tree.
 */
function insideConnection(server: KafkaServer, broker: BrokerServices): ConnectionFacts {
  const [endpoint] = broker.addresses.registered(server.listeners.slice(0, 1));
  return {
    id: 0,
    listenerName: endpoint?.listenerName ?? "REST",
    remoteAddress: "127.0.0.1",
    localAddress: endpoint?.host ?? "127.0.0.1",
    localPort: endpoint?.port ?? 0,
    softwareName: "kedge-rest",
    softwareVersion: VERSION,
    mute: () => {},
    disconnect: () => {},
    onClose: () => () => {},
  };
}

const NO_BROKER = "Cannot ask a Kafka broker: broker.enable=false makes this a ZooKeeper server";

/** Binds, serves and stops the REST port. */
export class RestFront {
  readonly #parts: RestFrontParts;
  readonly #servers: RestServer[] = [];
  #services: Promise<RestServices & { close(): Promise<void> }> | null = null;
  #eventStreams: EventStreams | null = null;

  constructor(parts: RestFrontParts) {
    this.#parts = parts;
  }

  /**
   * Binds the configured listeners.
   *
   * @throws BindError
   */
  listen(): RestServer[] {
    const { config, clock } = this.#parts;
    for (const { host, port } of config.restListeners) {
      const services = () => this.#services ??= this.#load();
      this.#servers.push(RestServer.start({ host, port, clock, services }));
    }
    return this.#servers;
  }

  async stop(): Promise<void> {
    // Streams end when their clients leave; a stop does not wait for that.
    this.#eventStreams?.close();
    for (const server of this.#servers) await server.stop();
    if (this.#services === null) return;
    await this.#services.then((services) => services.close(), () => {/* it never loaded */});
  }

  async #load(): Promise<RestServices & { close(): Promise<void> }> {
    const { config, dispatcher, broker, coordinator, observation, server, logger, clock } =
      this.#parts;
    const inside = insideConnection(server, broker);
    const { kafkaServices } = await import("../rest/kafka_services.ts");
    const { EventStreams } = await import("../rest/event_streams.ts");
    this.#eventStreams = new EventStreams(clock);
    const { clusterId } = broker.image;
    const kafka = kafkaServices({
      exchange: async (frame) => await dispatcher.dispatch(frame, inside),
      clock,
      random: broker.random,
    });
    const restLogger = logger.child("rest");
    return {
      ...kafka,
      version: VERSION,
      commit: COMMIT,
      clusterId,
      noBroker: config.brokerEnable ? null : NO_BROKER,
      znodes: coordinator.server,
      givesSnapshots: config.zookeeperAdminSnapshotEnabled,
      exportZnodes: () => coordinator.exportLive(),
      eventStreams: this.#eventStreams,
      metrics: observation.registry,
      clock,
      health: { live: () => this.#live(), ready: () => this.#ready() },
      reportFailure({ method, path, error }) {
        const reason = error instanceof Error ? error.stack ?? error.message : String(error);
        restLogger.error(`${method} ${path} failed: ${reason}`);
      },
    };
  }

  #live(): HealthCheck[] {
    const { failure } = this.#parts.coordinator.server;
    return [{
      name: "coordinator",
      healthy: failure === null,
      message: failure === null ? "takes writes" : failure.message,
    }];
  }

  #ready(): HealthCheck[] {
    const { broker, config } = this.#parts;
    if (!config.brokerEnable) return this.#live();
    const offline = [...broker.partitions.all()].filter(({ log }) => log.offline !== null);
    return [
      {
        name: "registered",
        healthy: broker.image.brokers.has(broker.id),
        message: `broker ${broker.id}`,
      },
      {
        name: "logs",
        healthy: offline.length === 0,
        message: offline.length === 0
          ? "all online"
          : `offline: ${offline.slice(0, 5).map(({ log }) => log.name).join(", ")}`,
      },
    ];
  }
}
