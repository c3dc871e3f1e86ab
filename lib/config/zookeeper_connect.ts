/**
 * The connect string of ZooKeeper clients: `host1:port1,host2:port2/chroot`.
 *
 * @module
 */
import { invalidValue, type Rule } from "./rule.ts";

/** Where a ZooKeeper client connects, and the path under which it sees the tree. */
export interface ZookeeperConnect {
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** With its leading slash, without a trailing one; empty for none. */
  readonly chroot: string;
}

/** ZooKeeper's client port. */
const DEFAULT_PORT = 2181;

/**
 * Reads a connect string, or null where it is none. An empty one names no host, nor does a chroot
 * alone: then this process is meant.
 */
export function parseZookeeperConnect(text: string): ZookeeperConnect | null {
  const slash = text.indexOf("/");
  const servers = (slash < 0 ? text : text.slice(0, slash)).trim();
  const path = slash < 0 ? "" : text.slice(slash).trim();
  const chroot = path === "/" ? "" : path;
  if (chroot !== "" && !/^(\/[^/\s]+)+$/.test(chroot)) return null;
  if (servers === "") return { hosts: [], chroot };
  const hosts = [];
  for (const server of servers.split(",")) {
    const match = /^(\[[^\]]+\]|[^:\s]+)(?::(\d{1,5}))?$/.exec(server.trim());
    if (match === null) return null;
    const [, host = "", port = String(DEFAULT_PORT)] = match;
    if (Number(port) > 65535) return null;
    hosts.push({ host: host.replace(/^\[|\]$/g, ""), port: Number(port) });
  }
  return { hosts, chroot };
}

/** The rule of zookeeper.connect. */
export const zookeeperServers: Rule = {
  notation: "host:port,.../chroot",
  allowed: "as host1:port1,host2:port2/chroot",
  check: (name, value, text) =>
    parseZookeeperConnect(String(value)) === null
      ? invalidValue(name, text, "Not a list of ZooKeeper servers")
      : null,
};
