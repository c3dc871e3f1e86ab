/**
 * One config as the v3 API shows it, whoever it belongs to.
 *
 * @module
 */
import type { Place } from "../place.ts";
import type { ConfigEntry } from "../services.ts";
import { array, boolean, nullable, object, string } from "../shape.ts";

/** The fields of a config beside those that name its owner. */
export const configFields = {
  cluster_id: string(),
  name: string(),
  value: nullable(string()),
  is_default: boolean(),
  is_read_only: boolean(),
  is_sensitive: boolean(),
  source: string({ about: "Where the value comes from, such as DYNAMIC_TOPIC_CONFIG" }),
  synonyms: array(object({ name: string(), value: nullable(string()), source: string() })),
};

/** A config for an answer. @param options the `place` of its owner */
export function configData(
  entry: ConfigEntry,
  { place, clusterId }: { place: Place; clusterId: string },
) {
  return {
    metadata: place.at("configs", { kind: "config", id: entry.name }).metadata,
    cluster_id: clusterId,
    name: entry.name,
    // A secret stays one, whatever the broker sent.
    value: entry.isSensitive ? null : entry.value,
    is_default: entry.source === "DEFAULT_CONFIG",
    is_read_only: entry.isReadOnly,
    is_sensitive: entry.isSensitive,
    source: entry.source,
    synonyms: entry.synonyms.map(({ name, value, source }) => ({
      name,
      value: entry.isSensitive ? null : value,
      source,
    })),
  };
}
