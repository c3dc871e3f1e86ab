/**
 * Which address this broker tells a client: what advertised.listeners says, what the machine's
 * cloud says where that is `auto`, or else the address that the client itself connected to.
 *
 * @module
 */
import { AUTO_HOST, type Listener } from "../config/listener.ts";
import type { ServerConfig } from "../config/server_config.ts";
import { hostPort } from "../io/host_port.ts";
import type { ConnectionFacts } from "../kafka/handlers/handler.ts";
import type { BoundListener } from "../kafka/server/kafka_server.ts";
import type { BrokerEndpoint } from "../metadata/cluster_image.ts";
import { addressKind } from "./address_kind.ts";
import type { MachineAddresses } from "./gcp_metadata.ts";

/** Where a client is sent. */
export interface Address {
  host: string;
  port: number;
}

/** What decides the addresses, beside the client. */
export interface AddressGround {
  readonly config: Pick<ServerConfig, "advertisedListeners">;
  /** Null where advertised.listeners is not `auto`, or nobody knows. */
  readonly machine: MachineAddresses | null;
}

/** From where the clients of a listener come, seen from the machine's private network. */
type Side = "inside" | "outside";

/** Host names of a listener that stand for every address of the machine. */
const WILDCARDS: ReadonlySet<string> = new Set(["", "0.0.0.0", "::"]);
/** Of `auto` listeners with such a name; those of others are told apart one by one. */
const SIDES: Readonly<Record<string, Side>> = {
  INTERNAL: "inside",
  INSIDE: "inside",
  EXTERNAL: "outside",
  OUTSIDE: "outside",
};

/** The address for one client. */
export function addressFor(connection: ConnectionFacts, ground: AddressGround): Address {
  const { listenerName, localAddress, localPort } = connection;
  const advertised = advertisedAs(listenerName, ground);
  const port = advertised?.port || localPort;
  if (advertised === null || advertised.host === "") return { host: localAddress, port };
  if (advertised.host !== AUTO_HOST) return { host: advertised.host, port };
  const host = autoHost(connection, ground.machine);
  return host === null ? { host: localAddress, port: localPort } : { host, port };
}

/** Null where the address that the client came by is the right one. */
function autoHost(
  { listenerName, remoteAddress, localAddress }: ConnectionFacts,
  machine: MachineAddresses | null,
): string | null {
  // IPv6 addresses are the machine's own.
  if (machine === null || localAddress.includes(":")) return null;
  const side = SIDES[listenerName];
  if (side !== undefined) return hostOf(side, machine);
  const kind = addressKind(remoteAddress);
  // Whoever comes by loopback, as through a tunnel, can come again that way.
  return kind === "loopback" ? null : hostOf(kind === "public" ? "outside" : "inside", machine);
}

function hostOf(side: Side, { internal, external }: MachineAddresses): string {
  return side === "outside" ? external ?? internal : internal;
}

/** What the broker registers in the tree, for tools that read it there. */
export function registeredEndpoints(
  bound: readonly BoundListener[],
  ground: AddressGround,
): BrokerEndpoint[] {
  return bound.map(({ name, host, port }) => {
    const advertised = advertisedAs(name, ground);
    const told = { listenerName: name, port: advertised?.port || port };
    if (advertised === null || advertised.host === "") {
      return { ...told, host: reachableHost(host) };
    }
    if (advertised.host !== AUTO_HOST) return { ...told, host: advertised.host };
    const { machine } = ground;
    if (machine === null) return { ...told, host: reachableHost(host), port };
    return { ...told, host: hostOf(SIDES[name] ?? "inside", machine) };
  });
}

/** What clients of a listener are told, for people: `10.0.0.5:9092`. */
export function toldText(
  { name, port }: Address & { name: string },
  ground: AddressGround,
): string {
  const advertised = advertisedAs(name, ground);
  const { machine } = ground;
  const asCame = "the address they came by";
  if (advertised === null) return asCame;
  const toldPort = advertised.port || port;
  if (advertised.host === "") return `${asCame} with port ${toldPort}`;
  if (advertised.host !== AUTO_HOST) return hostPort(advertised.host, toldPort);
  if (machine === null) return asCame;
  const side = SIDES[name];
  if (side !== undefined) return hostPort(hostOf(side, machine), toldPort);
  const [inside, outside] = [machine.internal, machine.external]
    .map((host) => host === null ? null : hostPort(host, toldPort));
  return outside === null ? `${inside}` : `${outside} from outside, ${inside} from inside`;
}

function advertisedAs(listenerName: string, { config }: AddressGround): Listener | null {
  return config.advertisedListeners.find(({ name }) => name === listenerName) ?? null;
}

/** A host by which this machine reaches a listener of its own. */
export function reachableHost(host: string): string {
  return WILDCARDS.has(host) ? "localhost" : host;
}
