/**
 * The value in force of a topic's or a group's setting: its own, else the broker's, else the
 * default.
 *
 * @module
 */
import type { Setting } from "./setting.ts";
import type { SettingLayers, ValueMap } from "./setting_layers.ts";
import { type ParsedValue, parseValue } from "./value.ts";

/**
 * The value in force; null where there is none.
 *
 * @param from `overrides`: what the topic or the group sets; `layers`: what is set for the broker
 * @throws InvalidValueError where an override is no value of the setting
 */
export function valueInForce(
  setting: Setting,
  { overrides, layers }: { overrides: ValueMap; layers: SettingLayers },
): ParsedValue | null {
  const own = overrides.get(setting.name);
  if (own !== undefined) return parseValue(setting, own);
  for (const synonym of setting.brokerSynonyms) {
    const inherited = layers.parsed(synonym);
    if (inherited !== null) return inMilliseconds(synonym, inherited);
  }
  return setting.defaultText === null ? null : parseValue(setting, setting.defaultText);
}

/** log.retention.hours, .minutes and log.roll.hours in ms; a negative bound is none (-1). */
function inMilliseconds(name: string, { value, text }: ParsedValue): ParsedValue {
  const unitMs = name.endsWith(".hours") ? 3_600_000 : name.endsWith(".minutes") ? 60_000 : 1;
  if (typeof value !== "number" || unitMs === 1) return { value, text };
  const milliseconds = value < 0 ? -1 : value * unitMs;
  return { value: milliseconds, text: String(milliseconds) };
}
