/**
 * `meta.properties` at the top of each data folder: which cluster and which broker it belongs to,
 * in the form of Kafka with ZooKeeper (version 0).
 *
 * @module
 */
import { parseProperties } from "../config/properties.ts";
import { type FileSystem, joinPath } from "../io/file.ts";

export const META_PROPERTIES_FILE = "meta.properties";

/** What the file says. */
export interface MetaProperties {
  /** NaN where the file has something else in its place. */
  brokerId: number | null;
  clusterId: string | null;
}

/** Reads the file; nulls where there is none. */
export function readMetaProperties(files: FileSystem, folder: string): MetaProperties {
  const path = joinPath(folder, META_PROPERTIES_FILE);
  if (!files.exists(path)) return { brokerId: null, clusterId: null };
  const values = new Map<string, string>();
  const text = new TextDecoder().decode(files.readFile(path));
  for (const { key, value } of parseProperties(text)) values.set(key, value);
  // Kafka in KRaft mode (version 1) writes node.id.
  const id = values.get("broker.id") ?? values.get("node.id");
  return {
    brokerId: id === undefined ? null : /^\d+$/.test(id) ? Number(id) : NaN,
    clusterId: values.get("cluster.id") ?? null,
  };
}

/** Writes the file where it is missing. */
export function writeMetaProperties(
  files: FileSystem,
  folder: string,
  meta: { brokerId: number; clusterId: string },
): void {
  const path = joinPath(folder, META_PROPERTIES_FILE);
  if (files.exists(path)) return;
  const text = `#\nversion=0\nbroker.id=${meta.brokerId}\ncluster.id=${meta.clusterId}\n`;
  files.replaceFile(path, Buffer.from(text));
}

/** Why the folder must not be used by this broker, or null where it may. */
export function brokerIdFault(
  configured: number,
  found: { brokerId: number | null; folder: string },
): string | null {
  if (Number.isNaN(found.brokerId)) {
    return `Cannot use data folder ${found.folder}: the broker.id in its ` +
      `${META_PROPERTIES_FILE} is no number. ` +
      "Restore the file from a copy, or set the id in it that this broker has.";
  }
  if (configured < 0 || found.brokerId === null || found.brokerId === configured) return null;
  return `Cannot use data folder ${found.folder}: it belongs to broker ${found.brokerId}, and ` +
    `broker.id is ${configured}. Set broker.id=${found.brokerId}, or choose another log.dirs.`;
}
