/**
 * The broker's listeners: where it listens, by which security protocol, and what it tells clients.
 *
 * @module
 */
import { type Endpoint, parseEndpoint } from "./endpoint.ts";
import { isSecurityProtocol, parsePairs, type SecurityProtocol } from "./pair_list.ts";
import type { SettingLayers } from "./setting_layers.ts";

/** One address with its name and security protocol. */
export interface Listener {
  /** In capitals, as Kafka keeps it. */
  readonly name: string;
  readonly protocol: SecurityProtocol;
  readonly host: string;
  readonly port: number;
}

/** Every interface, for an address written without a host. */
const ALL_INTERFACES = "0.0.0.0";

/**
 * In advertised.listeners, in place of a host or of the whole value: what the machine's cloud says
 * its addresses are.
 */
export const AUTO_HOST = "auto";

/** Where the broker listens: `listeners`, or in old files `host.name` and `port`. */
export function listeners(layers: SettingLayers): Listener[] {
  const old = !layers.isSet("listeners") && (layers.isSet("port") || layers.isSet("host.name"));
  const endpoints = old
    ? [{
      name: "PLAINTEXT",
      host: layers.text("host.name"),
      port: layers.number("port"),
    }]
    : endpointsOf(layers, "listeners");
  return withProtocols(layers, endpoints)
    .map((listener) => ({ ...listener, host: listener.host || ALL_INTERFACES }));
}

/**
 * What clients are told: `advertised.listeners`, or in old files `advertised.host.name` and
 * `advertised.port`. Empty where neither is set: then each client is told the address it came by.
 * `auto` is one of {@linkcode AUTO_HOST} for each listener, on its own port.
 */
export function advertisedListeners(layers: SettingLayers): Listener[] {
  if (isAutoAdvertised(layers)) {
    return listeners(layers).map((listener) => ({ ...listener, host: AUTO_HOST, port: 0 }));
  }
  const host = layers.textOrNull("advertised.host.name") ?? "";
  if (layers.isSet("advertised.listeners") || host === "") {
    return withProtocols(layers, endpointsOf(layers, "advertised.listeners"));
  }
  const port = layers.numberOrNull("advertised.port") ?? layers.number("port");
  return [{ name: "PLAINTEXT", protocol: "PLAINTEXT", host, port }];
}

/** Whether advertised.listeners is the one word `auto`. */
function isAutoAdvertised(layers: SettingLayers): boolean {
  return layers.list("advertised.listeners").some((item) => item.trim() === AUTO_HOST);
}

/** The addresses of a list setting; its rule has checked that each is one. */
export function endpointsOf(layers: SettingLayers, name: string): Endpoint[] {
  return layers.list(name).map((item) => parseEndpoint(item))
    .filter((endpoint) => endpoint !== null);
}

/** The security protocol of a listener name, or null where none is defined. */
export function protocolOf(layers: SettingLayers, listenerName: string): SecurityProtocol | null {
  const pairs = parsePairs(layers.text("listener.security.protocol.map")) ?? new Map();
  for (const [name, protocol] of pairs) {
    if (name.toUpperCase() === listenerName && isSecurityProtocol(protocol)) return protocol;
  }
  return isSecurityProtocol(listenerName) ? listenerName : null;
}

/** Names of KRaft controller listeners, which kedge does not open. */
export function controllerNames(layers: SettingLayers): string[] {
  return layers.list("controller.listener.names").map((name) => name.toUpperCase());
}

function withProtocols(layers: SettingLayers, endpoints: readonly Endpoint[]): Listener[] {
  const skipped = controllerNames(layers);
  return endpoints
    .map((endpoint) => ({ ...endpoint, name: endpoint.name.toUpperCase() }))
    .filter(({ name }) => !skipped.includes(name))
    .map((endpoint) => ({
      ...endpoint,
      // A name without a protocol is refused by setting_checks.ts before the broker starts.
      protocol: protocolOf(layers, endpoint.name) ?? "PLAINTEXT",
    }));
}
