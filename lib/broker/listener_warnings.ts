/**
 * What a start warns of about its listeners: addresses that clients will be told and cannot use.
 *
 * @module
 */
import { AUTO_HOST, type Listener } from "../config/listener.ts";
import type { ServerConfig } from "../config/server_config.ts";
import type { FileSystem } from "../io/file.ts";
import type { HostLookup } from "../io/host_lookup.ts";
import type { Logger } from "../io/logger.ts";
import { addressKind } from "./address_kind.ts";
import { isGcpMachine } from "./gcp_metadata.ts";
import { hostPort } from "../io/host_port.ts";

type ListenerConfig = Pick<ServerConfig, "listeners" | "advertisedListeners">;

/** Writes what is to be said; what takes a question to the resolver comes later. */
export function warnOfListeners(
  config: ServerConfig,
  { files, lookup, logger }: { files: FileSystem; lookup: HostLookup; logger: Logger },
): void {
  if (!config.brokerEnable) return;
  for (const warning of listenerWarnings(config, { isGcp: isGcpMachine(files) })) {
    logger.warn(warning);
  }
  void warnOfUnknownHosts(config, { lookup, logger });
}

/**
 * One line each.
 *
 * @param isGcp whether this is a machine of Google Cloud
 */
export function listenerWarnings(
  { listeners, advertisedListeners }: ListenerConfig,
  { isGcp }: { isGcp: boolean },
): string[] {
  const open = listeners.filter(({ host }) => addressKind(host) !== "loopback");
  const warnings = open.flatMap((listener) => {
    const told = advertisedListeners.find(({ name }) => name === listener.name);
    return told !== undefined && addressKind(told.host) === "loopback"
      ? [loopbackWarning(listener, told)]
      : [];
  });
  if (isGcp && open.length > 0 && advertisedListeners.length === 0) {
    warnings.push(
      "this is a machine of Google Cloud: clients from outside of its network will be told its " +
        "internal address, and need advertised.listeners=auto, which tells them the external one",
    );
  }
  return warnings;
}

function loopbackWarning({ name, host, port }: Listener, told: Listener): string {
  const address = hostPort(told.host, told.port || port);
  return `listener ${name} takes clients of other machines (${hostPort(host, port)}), and tells ` +
    `them to connect to ${address}, which is their own machine. Set ` +
    `advertised.listeners=${name}://HOST:${told.port || port} with a name or address that they ` +
    `reach, or listeners=${name}://127.0.0.1:${port} where clients of this machine are all`;
}

/** Warns of advertised names that do not resolve here, once that is known: no start waits. */
export async function warnOfUnknownHosts(
  { advertisedListeners }: Pick<ListenerConfig, "advertisedListeners">,
  { lookup, logger }: { lookup: HostLookup; logger: Logger },
): Promise<void> {
  const hosts = advertisedListeners.map(({ host }) => host)
    .filter((host) => host !== "" && host !== AUTO_HOST && addressKind(host) === "name");
  for (const host of new Set(hosts)) {
    try {
      if (await lookup.addresses(host) !== null) continue;
    } catch {
      // Without a resolver nothing can be said.
      continue;
    }
    logger.warn(
      `advertised.listeners names ${host}, which does not resolve on this machine. Clients that ` +
        "do not resolve it either cannot connect: check the name, or use an address",
    );
  }
}
