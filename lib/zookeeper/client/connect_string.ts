/**
 * Where an ensemble is, as ZooKeeper's clients write it: `host:port,host:port/chroot`.
 *
 * @module
 */

/** One server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** The servers, and the path under which everything is looked for. */
export interface ConnectString {
  readonly servers: readonly ServerAddress[];
  /** Empty for none, else with a slash at the beginning and none at the end. */
  readonly chroot: string;
}

const PORT_DEFAULT = 2181;

/**
 * Reads a connect string; a server without a port has 2181.
 *
 * @throws {RangeError} where it names no server, or something that is none
 */
export function parseConnectString(text: string): ConnectString {
  const slash = text.indexOf("/");
  const hosts = slash < 0 ? text : text.slice(0, slash);
  const chroot = slash < 0 ? "" : text.slice(slash).replace(/\/+$/, "");
  const servers = hosts.split(",").map((each) => each.trim()).filter((each) => each !== "")
    .map(parseServer);
  if (servers.length === 0) throw new RangeError(`Cannot read ${text}: it names no server`);
  return { servers, chroot };
}

function parseServer(text: string): ServerAddress {
  const match = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text);
  const port = Number(match?.[2] ?? PORT_DEFAULT);
  if (match === null || port < 1 || port > 65535) {
    throw new RangeError(`Cannot read server ${text}: it must be host:port`);
  }
  return { host: match[1]!.replace(/^\[|\]$/g, ""), port };
}
