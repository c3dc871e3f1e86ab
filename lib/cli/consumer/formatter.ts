/**
 * How the console consumer prints a record: chosen by the names of Kafka's formatter classes.
 *
 * @module
 */

import type { ConsumerRecord } from "../../client/consumer/consumer_record.ts";
import { type Deserializer, deserializerOf } from "./deserializers.ts";
import { formatGroupMetadata, formatOffsets } from "./internal_formatters.ts";

/** A record to print; one of a share group carries how often it was delivered. */
export interface PrintableRecord extends ConsumerRecord {
  readonly deliveryCount?: number;
}

/** Gives what is printed for a record, in pieces. */
export type Formatter = (record: PrintableRecord) => Uint8Array[];

const encoder = new TextEncoder();

/** DefaultMessageFormatter: the columns that properties ask for. */
export function defaultFormatter(properties: ReadonlyMap<string, string>): Formatter {
  const isTrue = (key: string, fallback: boolean) => {
    const text = properties.get(key);
    return text === undefined ? fallback : text.trim().toLowerCase() === "true";
  };
  const bytesOf = (key: string, fallback: string) =>
    encoder.encode(properties.get(key) ?? fallback);
  const nullLiteral = bytesOf("null.literal", "null");
  const separator = bytesOf("key.separator", "\t");
  const lineSeparator = bytesOf("line.separator", "\n");
  const headersSeparator = bytesOf("headers.separator", ",");
  const deserialize = (key: string) => {
    const name = properties.get(key);
    const deserializer: Deserializer | null = name === undefined ? null : deserializerOf(name);
    return (bytes: Uint8Array | null) =>
      bytes === null ? nullLiteral : deserializer === null ? bytes : deserializer(bytes);
  };
  const keyOf = deserialize("key.deserializer");
  const valueOf = deserialize("value.deserializer");
  const headerOf = deserialize("headers.deserializer");

  const columns: Formatter[] = [];
  if (isTrue("print.timestamp", false)) columns.push((record) => [encoder.encode(time(record))]);
  if (isTrue("print.partition", false)) {
    columns.push(({ partition }) => [encoder.encode(`Partition:${partition}`)]);
  }
  if (isTrue("print.offset", false)) {
    columns.push(({ offset }) => [encoder.encode(`Offset:${offset}`)]);
  }
  if (isTrue("print.delivery", false)) {
    columns.push((
      { deliveryCount },
    ) => [encoder.encode(`Delivery:${deliveryCount ?? "NOT_PRESENT"}`)]);
  }
  if (isTrue("print.epoch", false)) {
    columns.push(({ leaderEpoch }) => [encoder.encode(`Epoch:${leaderEpoch ?? "NOT_PRESENT"}`)]);
  }
  if (isTrue("print.headers", false)) {
    columns.push(({ headers }) =>
      headers.length === 0 ? [encoder.encode("NO_HEADERS")] : headers.flatMap((header, index) => [
        ...(index === 0 ? [] : [headersSeparator]),
        encoder.encode(`${header.key}:`),
        headerOf(header.value),
      ])
    );
  }
  if (isTrue("print.key", false)) columns.push(({ key }) => [keyOf(key)]);
  if (isTrue("print.value", true)) columns.push(({ value }) => [valueOf(value)]);
  return (record) =>
    columns.flatMap((column, index) => [
      ...column(record),
      index === columns.length - 1 ? lineSeparator : separator,
    ]);
}

function time({ timestampType, timestampMs }: ConsumerRecord): string {
  return timestampType === "NoTimestampType" ? "NO_TIMESTAMP" : `${timestampType}:${timestampMs}`;
}

/** LoggingMessageFormatter: a line of the log before the record itself. */
function loggingFormatter(properties: ReadonlyMap<string, string>): Formatter {
  const format = defaultFormatter(properties);
  const decoder = new TextDecoder();
  const text = (bytes: Uint8Array | null) => bytes === null ? "null" : decoder.decode(bytes);
  return (record) => {
    const withTime = record.timestampType === "NoTimestampType" ? "" : `${time(record)}, `;
    const line = `INFO ${withTime}key:${text(record.key)}, value:${text(record.value)}\n`;
    return [encoder.encode(line), ...format(record)];
  };
}

const formatters: Readonly<Record<string, (properties: ReadonlyMap<string, string>) => Formatter>> =
  {
    DefaultMessageFormatter: defaultFormatter,
    LoggingMessageFormatter: loggingFormatter,
    NoOpMessageFormatter: () => () => [],
    OffsetsMessageFormatter: () => formatOffsets,
    GroupMetadataMessageFormatter: () => formatGroupMetadata,
  };

/**
 * The formatter of a class name, of Kafka's packages old and new.
 *
 * @throws {RangeError} where it is not known
 */
export function formatterOf(
  className: string,
  properties: ReadonlyMap<string, string>,
): Formatter {
  const make = formatters[className.replace(/^.*[.$]/, "")];
  if (make !== undefined) return make(properties);
  throw new RangeError(
    `Cannot use formatter ${className}: known are ${Object.keys(formatters).join(", ")}`,
  );
}
