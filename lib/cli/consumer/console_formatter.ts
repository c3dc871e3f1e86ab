/**
 * The formatter of a console consumer, by its options and their older spellings.
 *
 * @module
 */

import { type ParsedArguments, UsageError } from "../arguments.ts";
import type { CommandContext, Terminal } from "../command.ts";
import { parseKeyValues, readPropertiesOption } from "../key_values.ts";
import { type Formatter, formatterOf } from "./formatter.ts";

/**
 * The formatter that the options name.
 *
 * @throws {UsageError} where it cannot be had
 */
export function formatterFor(
  parsed: ParsedArguments,
  { terminal, environment }: CommandContext,
): Formatter {
  warnDeprecated(parsed, terminal, { old: "property", now: "formatter-property" });
  const properties = readPropertiesOption(parsed, { option: "formatter-config", environment });
  const keyDeserializer = parsed.get("key-deserializer");
  if (keyDeserializer) properties.set("key.deserializer", keyDeserializer);
  const valueDeserializer = parsed.get("value-deserializer");
  if (valueDeserializer) properties.set("value.deserializer", valueDeserializer);
  const given = parseKeyValues([...parsed.all("property"), ...parsed.all("formatter-property")]);
  for (const [key, value] of given) properties.set(key, value);
  try {
    return formatterOf(parsed.get("formatter")!, properties);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, parsed.spec);
    throw error;
  }
}

/**
 * Says what to use instead of an option, where it was given. On standard error, though Kafka 4
 * writes it on standard output: pipelines made for older scripts read records there and nothing
 * else.
 */
export function warnDeprecated(
  parsed: ParsedArguments,
  terminal: Terminal,
  { old, now }: { old: string; now: string },
): void {
  if (!parsed.has(old)) return;
  terminal.stderr(
    `Option --${old} is deprecated and will be removed in a future version. ` +
      `Use --${now} instead.\n`,
  );
}
