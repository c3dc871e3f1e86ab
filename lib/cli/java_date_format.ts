/**
 * Dates by Java's SimpleDateFormat patterns, in the machine's time zone.
 *
 * @module
 */

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
const DAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;
const SHORT_NAME = 3;

/** Writes times by one pattern. */
export type DateFormat = (timeMs: number) => string;

/**
 * Reads a pattern such as `yyyy-MM-dd HH:mm:ss:SSS`.
 *
 * @throws {RangeError} for a letter that stands for nothing known here
 */
export function javaDateFormat(pattern: string): DateFormat {
  const parts = [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g)].map(
    ([whole, quoted, letter]): string | ((date: Date) => string) => {
      if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
      if (letter === undefined) return whole;
      const field = FIELDS[letter];
      if (field === undefined) {
        throw new RangeError(`Illegal pattern character '${letter}' in date format ${pattern}`);
      }
      return (date) => field(date, whole.length);
    },
  );
  return (timeMs) => {
    const date = new Date(timeMs);
    return parts.map((part) => (typeof part === "string" ? part : part(date))).join("");
  };
}

type Field = (date: Date, width: number) => string;

const FIELDS: Readonly<Record<string, Field>> = {
  y: (date, width) =>
    width === 2 ? padded(date.getFullYear() % 100, 2) : padded(date.getFullYear(), width),
  M: (date, width) => {
    if (width <= 2) return padded(date.getMonth() + 1, width);
    const name = MONTHS[date.getMonth()]!;
    return width === 3 ? name.slice(0, SHORT_NAME) : name;
  },
  d: (date, width) => padded(date.getDate(), width),
  E: (date, width) => {
    const name = DAYS[date.getDay()]!;
    return width <= 3 ? name.slice(0, SHORT_NAME) : name;
  },
  H: (date, width) => padded(date.getHours(), width),
  k: (date, width) => padded(date.getHours() || 24, width),
  h: (date, width) => padded(date.getHours() % 12 || 12, width),
  K: (date, width) => padded(date.getHours() % 12, width),
  m: (date, width) => padded(date.getMinutes(), width),
  s: (date, width) => padded(date.getSeconds(), width),
  S: (date, width) => padded(date.getMilliseconds(), width),
  a: (date) => (date.getHours() < 12 ? "AM" : "PM"),
  Z: (date) => zone(date, ""),
  X: (date, width) => zone(date, width === 3 ? ":" : ""),
};

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function zone(date: Date, separator: string): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? "-" : "+";
  return `${sign}${padded(Math.floor(size / 60), 2)}${separator}${padded(size % 60, 2)}`;
}
