/**
 * What a configuration file of Kafka's or ZooKeeper's is, by its content and, where that leaves a
 * choice, its name.
 *
 * @module
 */
import { type ClientKind, clientKindsOf } from "./clients/mod.ts";
import { droppedClientSettings } from "./clients/dropped.ts";
import { isForeignName } from "./foreign_names.ts";
import { brokerSetting } from "./mod.ts";
import { parseProperties } from "./properties.ts";
import { isZooCfg } from "./zoo_cfg.ts";

/** Kinds of files; of the last ones kedge reads none. */
export type FileKind =
  | "server"
  | "zookeeper"
  | ClientKind
  | "log4j"
  | "jaas"
  | "connect worker"
  | "connector"
  | "mirror maker";

/** What each kind is, and what becomes of it. */
export const FILE_KINDS: Readonly<Record<FileKind, string>> = {
  server: "settings of a broker (server.properties)",
  zookeeper: "settings of a ZooKeeper server (zoo.cfg)",
  producer: "settings of producers, for scripts that send",
  consumer: "settings of consumers, for scripts that read",
  admin: "settings of clients, for --command-config of scripts",
  log4j: "logging of Java programs, not used: kedge writes lines to stderr, from logger.level up",
  jaas: "logins of Java programs (JAAS), not used: kedge has no SASL yet",
  "connect worker": "settings of a Kafka Connect worker, not used: kedge runs no connectors yet",
  connector: "settings of a connector, not used: kedge runs no connectors yet",
  "mirror maker": "settings of MirrorMaker, not used: kedge runs no connectors yet",
};

const CONNECT_NAMES = [
  "config.storage.topic",
  "key.converter",
  "offset.storage.file.filename",
  "offset.storage.topic",
  "plugin.path",
];
const CLIENT_FILE = /^(.*[-_.])?(producer|consumer|admin|client|command)([-_.].*)?$/;

/** Tells what a file is; what nothing speaks against is a server.properties. */
export function fileKindOf(file: { name: string; text: string }): FileKind {
  const name = file.name.slice(file.name.lastIndexOf("/") + 1).toLowerCase();
  if (/\w+\s*\{[^{}]*\b(required|requisite|sufficient|optional)\b[^{}]*;\s*\}/.test(file.text)) {
    return "jaas";
  }
  const keys = keysOf(file.text);
  if (name.includes("log4j") || keys.some((key) => /^(log4j\.|rootLogger|appender\.)/.test(key))) {
    return "log4j";
  }
  if (keys.includes("connector.class")) return "connector";
  if (keys.includes("clusters")) return "mirror maker";
  if (keys.some((key) => CONNECT_NAMES.includes(key))) return "connect worker";
  if (isZooCfg(file)) return "zookeeper";
  return clientKind(name, keys) ?? "server";
}

function keysOf(text: string): string[] {
  try {
    return parseProperties(text).map(({ key }) => key);
  } catch {
    // What is wrong with it, whoever reads it says.
    return [];
  }
}

function clientKind(name: string, keys: readonly string[]): ClientKind | null {
  const isBrokers = (key: string) => brokerSetting(key) !== undefined || isForeignName(key);
  const kinds = new Map(keys.map((key) => [key, clientKindsOf(key)]));
  const isClients = (key: string) => kinds.get(key)!.length > 0 || droppedClientSettings.has(key);
  const brokers = keys.filter((key) => isBrokers(key) && !isClients(key)).length;
  const clients = keys.filter((key) => isClients(key) && !isBrokers(key)).length;
  const [, , named] = CLIENT_FILE.exec(name) ?? [];
  if (brokers > clients || (clients === 0 && named === undefined)) return null;
  if (named === "producer" || named === "consumer" || named === "admin") return named;
  const count = (kind: ClientKind) => keys.filter((key) => kinds.get(key)!.includes(kind)).length;
  // What all of them know alike says nothing of one of them.
  const [best, next] = (["admin", "producer", "consumer"] as const)
    .map((kind) => ({ kind, known: count(kind) }))
    .sort((one, other) => other.known - one.known);
  return best!.known === next!.known ? "admin" : best!.kind;
}
