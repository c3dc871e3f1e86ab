/**
 * The `server.N` lines of zoo.cfg. kedge is one server: one such line says nothing new, several are
 * an ensemble, which is Apache ZooKeeper's.
 *
 *     server.1=host:2888:3888[:participant|observer][;[address:]clientPort]
 *
 * @module
 */
import type { ZooProperty } from "./zoo_variables.ts";

/** One line. */
export interface ZooServer {
  readonly id: number;
  /** Where it stands. */
  readonly property: ZooProperty;
  readonly client: { readonly host: string | null; readonly port: string } | null;
}

const SERVER_NAME = /^server\.(\d+)$/;
/** The addresses of one server may be several, cut by bars. */
const ADDRESS = /^(\[[^\]]+\]|[^:[\]]+):\d+(:\d+)?(:(participant|observer))?$/i;
const CLIENT = /^(?:(\[[^\]]+\]|[^:[\]]*):)?(\d+)$/;

/** True where the name is a server's. */
export function isServerName(name: string): boolean {
  return name.startsWith("server.");
}

/** Reads a line, or null where it is malformed. */
export function parseServer(property: ZooProperty): ZooServer | null {
  const { key, value } = property;
  const id = SERVER_NAME.exec(key)?.[1];
  const [addresses = "", client, ...rest] = value.trim().split(";");
  if (id === undefined || rest.length > 0) return null;
  if (!addresses.split("|").every((address) => ADDRESS.test(address.trim()))) return null;
  if (client === undefined) return { id: Number(id), property, client: null };
  const match = CLIENT.exec(client.trim());
  if (match === null) return null;
  const host = match[1]?.replace(/^\[|\]$/g, "") || null;
  return { id: Number(id), property, client: { host, port: match[2]! } };
}

/** The line that is this server's: the only one, or the one that the file `myid` names. */
export function ownServer(servers: readonly ZooServer[], myid: string | null): ZooServer | null {
  if (servers.length === 1) return servers[0]!;
  if (myid === null || !/^\d+\s*$/.test(myid)) return null;
  return servers.find(({ id }) => id === Number(myid)) ?? null;
}
