/**
 * What clients are told to connect to, with an eye on answers that cannot be right: a client of
 * another machine that is sent to itself, one from outside that is sent to a private network.
 *
 * @module
 */
import type { ServerConfig } from "../config/server_config.ts";
import { hostPort } from "../io/host_port.ts";
import type { Logger } from "../io/logger.ts";
import type { ConnectionFacts } from "../kafka/handlers/handler.ts";
import type { BoundListener } from "../kafka/server/kafka_server.ts";
import type { BrokerEndpoint } from "../metadata/cluster_image.ts";
import { addressKind } from "./address_kind.ts";
import type { MachineAddresses } from "./gcp_metadata.ts";
import { type Address, addressFor, registeredEndpoints } from "./listener_addresses.ts";

/** Answers clients of one broker. */
export class ClientAddresses {
  readonly #config: ServerConfig;
  readonly #machine: () => MachineAddresses | null;
  readonly #logger: Logger;
  /** Listeners of which a warning was written: one each, since their clients ask all the time. */
  readonly #warned = new Set<string>();

  constructor(
    config: ServerConfig,
    { machine, logger }: { machine: () => MachineAddresses | null; logger: Logger },
  ) {
    this.#config = config;
    this.#machine = machine;
    this.#logger = logger;
  }

  /** The address for one client. */
  for(connection: ConnectionFacts): Address {
    const address = addressFor(connection, { config: this.#config, machine: this.#machine() });
    if (!this.#warned.has(connection.listenerName)) this.#warn(connection, address);
    return address;
  }

  /** What stands in the tree, for tools that read it there. */
  registered(bound: readonly BoundListener[]): BrokerEndpoint[] {
    return registeredEndpoints(bound, { config: this.#config, machine: this.#machine() });
  }

  #warn({ listenerName, remoteAddress, localAddress }: ConnectionFacts, told: Address): void {
    // This machine itself, by whichever of its addresses.
    if (remoteAddress === localAddress) return;
    const [from, to] = [addressKind(remoteAddress), addressKind(told.host)];
    if (from === "loopback") return;
    const why = to === "loopback"
      ? "where it will look for a broker on its own machine"
      : from === "public" && to === "private"
      ? "a private address, which a client from outside can hardly reach"
      : null;
    if (why === null) return;
    this.#warned.add(listenerName);
    this.#logger.warn(
      `a client that came from ${remoteAddress} is told ${
        hostPort(told.host, told.port)
      }, ${why}. ` +
        `Set advertised.listeners=${listenerName}://HOST:${told.port} with the address that it ` +
        "reaches this machine by, or on Google Cloud advertised.listeners=auto",
    );
  }
}
