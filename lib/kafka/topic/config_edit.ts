/**
 * What a request does to the settings of a topic or a broker: replaces them all (AlterConfigs), or
 * changes some one by one (IncrementalAlterConfigs, KIP-339).
 *
 * @module
 */
import type { Setting } from "../../config/setting.ts";
import { TopicError } from "./topic_error.ts";

/** Numbers of the operations on one setting. */
export const ConfigOperation = { SET: 0, DELETE: 1, APPEND: 2, SUBTRACT: 3 } as const;

/** One change. */
export interface ConfigChange {
  readonly name: string;
  readonly operation: keyof typeof ConfigOperation;
  /** Not looked at by DELETE. */
  readonly value: string;
}

/** A whole new set of values, or changes to the present one. */
export type ConfigEdit =
  | { readonly kind: "replace"; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: "change"; readonly changes: readonly ConfigChange[] };

/** What the edit must know of the settings it touches. */
export interface EditedSettings {
  /** The table's row, undefined where the name is unknown. */
  find(name: string): Setting | undefined;
  /** The value in force where the edited set has none of its own: what APPEND starts from. */
  inForce(name: string): string | null;
}

/**
 * The values after an edit, in the order they were set in; not checked against their rules.
 *
 * @throws TopicError where a setting that is no list is to be appended to
 */
export function applyEdit(
  current: ReadonlyMap<string, string>,
  edit: ConfigEdit,
  settings: EditedSettings,
): Map<string, string> {
  if (edit.kind === "replace") return new Map(edit.values);
  const values = new Map(current);
  for (const change of edit.changes) {
    const { name, operation, value } = change;
    if (operation === "SET") values.set(name, value);
    else if (operation === "DELETE") values.delete(name);
    else values.set(name, editedList(change, values.get(name) ?? null, settings));
  }
  return values;
}

function editedList(change: ConfigChange, own: string | null, settings: EditedSettings): string {
  const { name, operation } = change;
  const setting = settings.find(name);
  if (setting !== undefined && setting.type !== "list") {
    throw new TopicError(
      "INVALID_CONFIG",
      `Can't ${operation} to key ${name} because its type is not LIST.`,
    );
  }
  const before = words(own ?? settings.inForce(name) ?? "");
  const named = words(change.value);
  if (operation === "SUBTRACT") return before.filter((word) => !named.includes(word)).join(",");
  return [...before, ...named.filter((word) => !before.includes(word))].join(",");
}

function words(list: string): string[] {
  return list.split(",").map((word) => word.trim()).filter((word) => word !== "");
}
