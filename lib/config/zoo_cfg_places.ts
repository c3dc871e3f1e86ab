/**
 * Where a zoo.cfg puts things: the folder, the ports, and whether this is one server of several.
 *
 * @module
 */
import { endpointText } from "./endpoint.ts";
import { brokerSetting } from "./mod.ts";
import type { ZooCfg } from "./zoo_cfg.ts";
import { ownServer, type ZooServer } from "./zoo_cfg_servers.ts";
import type { ZooProperty } from "./zoo_variables.ts";

/** Below dataDir, as Apache ZooKeeper has its own folder version-2 there. */
const FOLDER = "kedge";
const WORDS = "zookeeper.4lw.commands.whitelist";
/** ZooKeeper's default since 3.5.3; a kedge without a zoo.cfg answers all of them. */
const WORDS_DEFAULT = "srvr";
const ADMIN_PORT_DEFAULT = "8080";
const ANY_ADDRESS = "0.0.0.0";
/** What a file of a Kafka broker sets; any of them means that there is to be one. */
const BROKER_NAMES: readonly string[] = ["listeners", "port", "advertised.listeners"];

/** What is set elsewhere, and whether there is a server.properties. */
interface Options {
  readonly taken: ReadonlyMap<string, string>;
  readonly isAlone: boolean;
  /** Whether there is a zoo.cfg at all; else there are variables only. */
  readonly isFile: boolean;
}

/** Adds what the places come to. */
export function placeAssignments(zooCfg: ZooCfg, options: Options): void {
  checkServers(zooCfg, options);
  placeFolder(zooCfg, options);
  placeClientPort(zooCfg, options);
  placeAdminServer(zooCfg, options);
  const { taken, isAlone } = options;
  if (isAlone && !zooCfg.assignments.some(({ key }) => key === WORDS)) {
    place(zooCfg, options, { key: WORDS, value: WORDS_DEFAULT, from: null });
  }
  if (isAlone && !BROKER_NAMES.some((name) => taken.has(name))) {
    place(zooCfg, options, { key: "broker.enable", value: "false", from: null });
  }
}

function place(
  zooCfg: ZooCfg,
  { taken }: Options,
  { key, value, from }: { key: string; value: string; from: ZooProperty | null },
): void {
  if (taken.has(key)) return;
  zooCfg.assignments.push(
    from === null ? { source: "zoo.cfg", file: zooCfg.file.name, line: null, key, value } : {
      ...zooCfg.placeOf(from),
      key,
      value,
      written: { key: from.key, value: from.reference ?? from.value },
    },
  );
}

/** One server line is no ensemble; several are, and kedge is none of it. */
function checkServers(zooCfg: ZooCfg, { taken }: Options): void {
  const { servers, places } = zooCfg;
  const [first] = servers;
  if (first === undefined) return;
  const names = servers.map(({ id }) => `server.${id}`).join(", ");
  if (servers.length === 1) {
    return zooCfg.warn(first.property, `${names} is passed over: kedge is one server by itself`);
  }
  const startAlone = taken.get("zookeeper.startAlone") ?? places.get("startAlone")?.value;
  if (startAlone?.trim().toLowerCase() === "true") {
    return zooCfg.warn(
      first.property,
      `startAlone: ${names} are passed over; this server has its own znodes, and does not hear ` +
        "of the others'",
    );
  }
  zooCfg.fault(first.property, {
    reason: `${names} are an ensemble, and kedge is one server: it would have znodes of its own ` +
      "that the others do not know. Leave the ensemble to Apache ZooKeeper; or, to run this " +
      "server by itself, add --override zookeeper.startAlone=true",
    allowed: "no server lines, or one",
  });
}

function placeFolder(zooCfg: ZooCfg, options: Options): void {
  const { places, withoutEffect } = zooCfg;
  const { taken } = options;
  const folder = places.get("dataLogDir") ?? places.get("dataDir");
  if (!options.isFile || taken.has("log.dirs") || taken.has("log.dir")) {
    return void withoutEffect.push(
      ...["dataDir", "dataLogDir"].filter((name) => places.has(name)),
    );
  }
  const isRefused = zooCfg.faults.some(({ key }) => key === "dataDir");
  if (!places.has("dataDir") && !isRefused) zooCfg.missing("dataDir is not set", "dataDir=FOLDER");
  if (folder === undefined) return;
  if (folder.value === "" || folder.value.includes(",")) {
    const reason = "This cannot be the name of the data folder";
    return zooCfg.fault(folder, { reason, allowed: "a folder, without commas in its name" });
  }
  const value = `${folder.value.replace(/(?<=.)\/+$/, "").replace(/^\/$/, "")}/${FOLDER}`;
  place(zooCfg, options, { key: "log.dirs", value, from: folder });
}

function placeClientPort(zooCfg: ZooCfg, options: Options): void {
  const { places, servers } = zooCfg;
  const [port, address] = [places.get("clientPort"), places.get("clientPortAddress")];
  const { taken } = options;
  const key = "zookeeper.listeners";
  if (taken.has(key)) {
    if (port !== undefined) zooCfg.warn(port, `clientPort has no effect: ${key} is set`);
    return;
  }
  if (port !== undefined) {
    const host = address?.value.replace(/^\[|\]$/g, "") || ANY_ADDRESS;
    const endpoint = { name: "zookeeper", host, port: Number(port.value) };
    return place(zooCfg, options, { key, value: endpointText(endpoint), from: address ?? port });
  }
  // A value that was refused is not one that is missing.
  if (zooCfg.faults.some(({ key }) => key === "clientPort")) return;
  if (address !== undefined) {
    const reason = "clientPortAddress is set but clientPort is not set";
    return zooCfg.fault(address, { reason, allowed: "clientPort beside it" });
  }
  const own = ownServer(servers, myid(zooCfg));
  if (own !== null && own.client !== null) return place(zooCfg, options, clientOf(own));
  if (options.isAlone) zooCfg.missing("clientPort is not set", "clientPort=2181");
}

/** The client port at the end of a server line. */
function clientOf({ client, property }: ZooServer) {
  const endpoint = {
    name: "zookeeper",
    host: client?.host ?? ANY_ADDRESS,
    port: Number(client?.port),
  };
  return { key: "zookeeper.listeners", value: endpointText(endpoint), from: property };
}

function myid({ places, file }: ZooCfg): string | null {
  const folder = places.get("dataDir")?.value;
  return folder === undefined ? null : file.readText(`${folder}/myid`);
}

/**
 * Alone, the REST port is where the AdminServer's would be; beside a server.properties, a port that
 * the file names is one more.
 */
function placeAdminServer(zooCfg: ZooCfg, options: Options): void {
  const { places } = zooCfg;
  const key = "rest.listeners";
  const [enable, port] = [places.get("admin.enableServer"), places.get("admin.serverPort")];
  const isOff = enable?.value.toLowerCase() === "false";
  if (options.taken.has(key)) {
    if (port !== undefined) zooCfg.warn(port, `${port.key} has no effect: ${key} is set`);
    return;
  }
  if (isOff) {
    if (options.isAlone) place(zooCfg, options, { key, value: "", from: enable ?? null });
    return;
  }
  if (!options.isAlone && port === undefined) return;
  const address = places.get("admin.serverAddress");
  const host = address?.value.replace(/^\[|\]$/g, "") || ANY_ADDRESS;
  const own = endpointText({
    name: "http",
    host,
    port: Number(port?.value ?? ADMIN_PORT_DEFAULT),
  });
  const usual = brokerSetting(key)!.defaultText;
  const value = options.isAlone ? own : `${usual},${own}`;
  place(zooCfg, options, { key, value, from: address ?? port ?? null });
}
