/**
 * Times on the command line: ISO 8601 dates and durations.
 *
 * @module
 */

/** A text that is no such time. */
export class TimeError extends Error {
  override name = "TimeError";
}

/**
 * A date and time as ms since the epoch; UTC where it names no zone.
 *
 * @throws {TimeError} with the words of Kafka's parser
 */
export function parseDateTime(text: string): number {
  const [, time] = text.split("T");
  if (time === undefined) {
    throw new TimeError(
      "java.text.ParseException: Error parsing timestamp. It does not contain a 'T' according to " +
        "ISO8601 format",
    );
  }
  const timestamp = Date.parse(/[+\-Z]/.test(time) ? text : `${text}Z`);
  if (!Number.isNaN(timestamp)) return timestamp;
  throw new TimeError(`java.text.ParseException: Unparseable date: "${text}"`);
}

const DURATION = new RegExp(
  "^([+-])?P(?:([+-]?\\d+)D)?" +
    "(?:T(?=.)(?:([+-]?\\d+)H)?(?:([+-]?\\d+)M)?(?:([+-]?\\d+(?:[.,]\\d{0,9})?)S)?)?$",
  "i",
);
const MS_PER_UNIT = [86_400_000, 3_600_000, 60_000, 1000] as const;

/**
 * A duration, `PnDTnHnMnS`, in ms.
 *
 * @throws {TimeError} with the words of Java's parser
 */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text);
  const units = match?.slice(2) ?? [];
  if (units.every((unit) => unit === undefined)) {
    throw new TimeError("Text cannot be parsed to a Duration");
  }
  const sum = units.reduce(
    (ms, unit, index) => ms + Number((unit ?? "0").replace(",", ".")) * MS_PER_UNIT[index]!,
    0,
  );
  return match![1] === "-" ? -sum : sum;
}
