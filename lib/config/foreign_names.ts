/**
 * Names of settings that no table can list, because plug-ins, listeners and config providers make
 * them up, and names that are read elsewhere.
 *
 * @module
 */
import { isProviderDeclaration } from "./config_providers.ts";

/** Beginnings of names that belong to plug-ins or to one listener. */
const PREFIXES = ["listener.name.", "rsm.config.", "rlmm.config.", "confluent."];
/** Settings of Kafka's authorizer, which its own table leaves out too; and one of zoo_cfg.ts. */
export const FOREIGN_NAMES: readonly string[] = [
  "super.users",
  "allow.everyone.if.no.acl.found",
  "zookeeper.startAlone",
];

/** Whether a name may stand in server.properties though the table lacks it. */
export function isForeignName(name: string): boolean {
  return FOREIGN_NAMES.includes(name) || isProviderDeclaration(name) ||
    PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** What becomes of such a setting, in a sentence. */
export function foreignNameNote(name: string): string {
  if (isProviderDeclaration(name)) return "Declares where references such as ${env:NAME} lead.";
  if (name === "zookeeper.startAlone") return "Whether several server lines of zoo.cfg may stand.";
  if (name.startsWith("listener.name.")) return "Of one listener's TLS or SASL, not there yet.";
  if (name.startsWith("confluent.")) return "Of Confluent's plug-ins, which are Java.";
  if (FOREIGN_NAMES.includes(name)) return "Of the authorizer, which is not there yet.";
  return "Of tiered storage, which is not there.";
}
