/**
 * The configs that a call of kafka-configs.sh sets and takes away: `--add-config`,
 * `--add-config-file` and `--delete-config`.
 *
 * @module
 */

import type { ParsedArguments } from "../arguments.ts";
import type { Environment } from "../environment.ts";
import { readPropertiesOption } from "../key_values.ts";
import { TerseError } from "../terse_error.ts";

/** What is to change. */
export interface WantedConfigs {
  readonly added: ReadonlyMap<string, string>;
  readonly deleted: readonly string[];
}

/** A comma, or an equals sign with blanks around it, outside of square brackets. */
const COMMA = /,(?=[^\]]*(?:\[|$))/;
const EQUALS = /\s*=\s*(?=[^\]]*(?:\[|$))/;

/**
 * Reads the options.
 *
 * @throws {TerseError} where a config is not of the form name=value
 */
export function readWantedConfigs(
  parsed: ParsedArguments,
  environment: Environment,
): WantedConfigs {
  const added = readPropertiesOption(parsed, {
    option: "add-config-file",
    environment,
    references: "as written",
  });
  const text = parsed.get("add-config");
  if (text !== undefined) {
    for (const [name, value] of parseConfigs(text)) added.set(name, value);
  }
  const wrong = [...added.keys()].find((name) => !/^[a-zA-Z0-9._-]*$/.test(name));
  if (wrong !== undefined) {
    throw new TerseError(`Invalid character found for config key: ${wrong}`);
  }
  const deleted = parsed.all("delete-config").flatMap((names) => names.split(","))
    .map((name) => name.trim());
  return { added, deleted };
}

/** Reads `k1=v1,k2=[v1,v2]`. */
export function parseConfigs(text: string): Map<string, string> {
  const pairs = text.split(COMMA).map((pair) => pair.split(EQUALS));
  if (!pairs.every((pair) => pair.length === 2)) {
    throw new TerseError(
      "requirement failed: Invalid entity config: all configs to be added must be in the format " +
        '"key=val" or  "key=[val1,val2]" to group values which contain commas.',
    );
  }
  return new Map(
    pairs.map(([name = "", value = ""]) => [name.trim(), value.replace(/\[?\]?/g, "").trim()]),
  );
}
