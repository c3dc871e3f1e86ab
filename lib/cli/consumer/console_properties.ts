/**
 * The properties of a console consumer, of either kind, by its options and their older spellings.
 *
 * @module
 */

import { type ParsedArguments, UsageError } from "../arguments.ts";
import type { CommandContext } from "../command.ts";
import { clientPropertiesOf, readPropertiesOption } from "../key_values.ts";
import { warnDeprecated } from "./console_formatter.ts";

/**
 * The client's properties, and the group that they or `--group` name; null where none does.
 *
 * @param options.configOption how the script's older option for a file is called
 * @throws {UsageError} where a property cannot be had, or several groups are named
 */
export function consolePropertiesOf(
  parsed: ParsedArguments,
  { terminal, environment }: CommandContext,
  { configOption }: { configOption: string },
): { readonly properties: Map<string, string>; readonly groupId: string | null } {
  warnDeprecated(parsed, terminal, { old: "consumer-property", now: "command-property" });
  warnDeprecated(parsed, terminal, { old: configOption, now: "command-config" });
  const option = parsed.has(configOption) ? configOption : "command-config";
  const fromFile = readPropertiesOption(parsed, { option, environment });
  const options = ["consumer-property", "command-property"];
  const fromArguments = clientPropertiesOf(parsed, { options, environment });
  return {
    properties: new Map([...fromFile, ...fromArguments]),
    groupId: groupIdOf(parsed, { fromFile, fromArguments, configOption }),
  };
}

/**
 * The group that options and properties name, null where none does.
 *
 * @throws {UsageError} where they name several
 */
function groupIdOf(
  parsed: ParsedArguments,
  { fromFile, fromArguments, configOption }: {
    fromFile: ReadonlyMap<string, string>;
    fromArguments: ReadonlyMap<string, string>;
    /** How the script's older option for a file is called. */
    configOption: string;
  },
): string | null {
  const named = [parsed.get("group"), fromFile.get("group.id"), fromArguments.get("group.id")]
    .filter((id) => id !== undefined);
  const ids = [...new Set(named)];
  if (ids.length > 1) {
    throw new UsageError(
      "The group ids provided in different places (directly using '--group', via " +
        `'--consumer-property', or via '--${configOption}') do not match. Detected group ids: ` +
        ids.map((id) => `'${id}'`).join(", "),
      parsed.spec,
    );
  }
  if (ids.length > 0 && parsed.has("partition")) {
    throw new UsageError(
      "Options group and partition cannot be specified together.",
      parsed.spec,
    );
  }
  return ids[0] ?? null;
}
