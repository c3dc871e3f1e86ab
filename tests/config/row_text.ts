/**
 * A row of DescribeConfigs as `kafka-configs --describe --all` prints it.
 *
 * @module
 */
import type { ConfigDescription } from "../../lib/config/config_source.ts";

export function rowText({ name, value, sensitive, synonyms }: ConfigDescription): string {
  const layers = synonyms.map((synonym) => `${synonym.source}:${synonym.name}=${synonym.value}`);
  return `${name}=${value} sensitive=${sensitive} synonyms={${layers.join(", ")}}`;
}
