/**
 * What a setting's number means in units people think in: 604800000 ms is 7 days, 1073741824 bytes
 * are 1 GiB.
 *
 * @module
 */
import { LONG_MAX, type Setting } from "./setting.ts";

/** The units in which names end, in ms. */
const TIME_NAMES: readonly (readonly [ending: RegExp, unitMs: number])[] = [
  [/\.ms$/, 1],
  [/\.seconds$/, 1000],
  [/\.minutes$/, 60_000],
  [/\.hours$/, 3_600_000],
];
const TIME_UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]] as const;
const SECOND_MS = 1000;
const BYTE_NAME = /\.bytes(\.|$)|(buffer|batch|request)\.(size|memory)$|^buffer\.memory$/;
const BYTE_UNITS = [["TiB", 2 ** 40], ["GiB", 2 ** 30], ["MiB", 2 ** 20], [
  "KiB",
  2 ** 10,
]] as const;

/** The value in other words, or null where it needs none. */
export function meaningOf(
  { name, type, documentation }: Pick<Setting, "name" | "type" | "documentation">,
  text: string,
): string | null {
  if (type !== "int" && type !== "long" && type !== "short") return null;
  if (text === LONG_MAX) return "no bound";
  const value = Number(text);
  if (value < 0) return documentation.includes(`${value} is no bound`) ? "no bound" : null;
  const unit = TIME_NAMES.find(([ending]) => ending.test(name));
  if (unit !== undefined) return timeText(value * unit[1], unit[1]);
  return BYTE_NAME.test(name) ? byteText(value) : null;
}

function timeText(timeMs: number, unitMs: number): string | null {
  if (timeMs < SECOND_MS) return null;
  for (const [name, sizeMs] of TIME_UNITS) {
    if (timeMs % sizeMs !== 0) continue;
    const count = timeMs / sizeMs;
    // What is written in this unit already needs no other words.
    return sizeMs === unitMs ? null : `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  return unitMs === SECOND_MS ? null : `${timeMs / SECOND_MS} s`;
}

function byteText(bytes: number): string | null {
  const unit = BYTE_UNITS.find(([, size]) => bytes >= size);
  if (unit === undefined) return null;
  const count = Math.round(bytes / unit[1] * 10) / 10;
  return `${count * unit[1] === bytes ? "" : "about "}${count} ${unit[0]}`;
}
