/**
 * The tables of docs/SETTINGS.md, made from the one table of settings that the program itself goes
 * by. Run as a program, this writes them again:
 *
 *     node scripts/bun.mjs tests/docs/setting_tables.ts
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  brokerSettings,
  clientMetricsSettings,
  groupSettings,
  topicSettings,
} from "../../lib/config/mod.ts";
import { CLIENT_KINDS, clientSettings } from "../../lib/config/clients/mod.ts";
import type { Setting } from "../../lib/config/setting.ts";
import {
  ZOO_CFG_REFUSED,
  zooCfgPlaces,
  zooCfgWithoutEffect,
} from "../../lib/config/zoo_cfg_names.ts";
import { markdownTable } from "./protocol_tables.ts";

export const SETTINGS_DOCUMENT = join(resolve(import.meta.dirname, "../.."), "docs/SETTINGS.md");

/** The tables by name. */
export const settingTables: Readonly<Record<string, () => string>> = {
  topic: () => inheritedTable(topicSettings),
  broker: () => brokerTable(brokerSettings.filter(({ legacy }) => !legacy)),
  legacy: () => brokerTable(brokerSettings.filter(({ legacy }) => legacy)),
  zooCfg: () => zooCfgTable([...zooCfgPlaces, ...zooCfgWithoutEffect]),
  group: () => inheritedTable(groupSettings),
  clients: clientTable,
  clientMetrics: () => inheritedTable(clientMetricsSettings),
};

const CHANGES: Readonly<Record<Setting["scope"], string>> = {
  "read-only": "restart",
  "per-broker": "one broker",
  "cluster-wide": "broker, all",
};

function brokerTable(settings: readonly Setting[]): string {
  return markdownTable(
    ["name", "type", "default", "allowed", "changed by", "effect", "meaning"],
    sorted(settings).map((setting) => [
      ...facts(setting),
      CHANGES[setting.scope],
      effectOf(setting),
      cell(setting.documentation),
    ]),
  );
}

function inheritedTable(settings: readonly Setting[]): string {
  return markdownTable(
    ["name", "type", "default", "allowed", "broker's", "effect", "meaning"],
    sorted(settings).map((setting) => [
      ...facts(setting),
      setting.brokerSynonyms[0] === undefined ? "" : `\`${setting.brokerSynonyms[0]}\``,
      effectOf(setting),
      cell(setting.documentation),
    ]),
  );
}

function zooCfgTable(settings: readonly Setting[]): string {
  const refused = ZOO_CFG_REFUSED.map(({ name }) => name);
  return markdownTable(
    ["name", "type", "default", "allowed", "effect", "meaning"],
    sorted(settings).map((setting) => [
      ...facts(setting),
      refused.includes(setting.name) ? "refused" : effectOf(setting),
      cell(setting.documentation),
    ]),
  );
}

/** One row of a name that several kinds of clients have alike. */
function clientTable(): string {
  const rows = new Map<string, { setting: Setting; kinds: string[] }>();
  for (const kind of CLIENT_KINDS) {
    for (const setting of clientSettings(kind)) {
      const key = [...facts(setting), effectOf(setting), setting.documentation].join();
      const row = rows.get(key) ?? { setting, kinds: [] };
      rows.set(key, { setting, kinds: [...row.kinds, kind] });
    }
  }
  return markdownTable(
    ["name", "type", "default", "allowed", "of", "effect", "meaning"],
    [...rows.values()]
      .toSorted((one, other) => (one.setting.name < other.setting.name ? -1 : 1))
      .filter(({ setting }) => !setting.internal)
      .map(({ setting, kinds }) => [
        ...facts(setting),
        kinds.length === CLIENT_KINDS.length ? "all" : kinds.join(", "),
        effectOf(setting),
        cell(setting.documentation),
      ]),
  );
}

function facts({ name, type, defaultText, rule }: Setting): string[] {
  const text = defaultText === null || defaultText === "" ? "" : `\`${defaultText}\``;
  return [`\`${name}\``, type, cell(text), cell(rule?.notation ?? "")];
}

function effectOf({ effective }: Setting): string {
  return effective ? "yes" : "none";
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\[/g, "\\[").replace(/</g, "\\<").replace(
    /\*/g,
    "\\*",
  );
}

function sorted(settings: readonly Setting[]): Setting[] {
  return settings.filter(({ internal }) => !internal)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The document with its tables written anew. */
export function withSettingTables(text: string): string {
  return text.replace(
    /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, begin, name, end) => `${begin}\n${settingTables[name]!()}\n\n${end}`,
  );
}

if (import.meta.main) {
  writeFileSync(SETTINGS_DOCUMENT, withSettingTables(readFileSync(SETTINGS_DOCUMENT, "utf8")));
}
