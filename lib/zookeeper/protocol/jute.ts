/**
 * ZooKeeper's serialization, jute: big-endian primitives, strings and buffers with an int length
 * (-1 is null), vectors with an int count (-1 is null), records as their fields in order.
 * A record is a table of named codecs; the same table reads and writes it and gives its types.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import { utf8Length, type Writer } from "../../bytes/writer.ts";

/** Reads an `Out` from the wire and writes an `In` to it. */
export interface Codec<Out, In = Out> {
  /** The fewest bytes a value takes: a count that could not fit in the input is refused early. */
  readonly bytesMin: number;
  read(reader: Reader): Out;
  write(writer: Writer, value: In): void;
}

/** What a codec reads. */
export type Decoded<C> = C extends { read(reader: Reader): infer Out } ? Out : never;
/** What a codec accepts for writing: longs may be numbers. */
export type Encodable<C> = C extends { write(writer: Writer, value: infer In): void } ? In : never;

type Fields = Readonly<Record<string, Codec<unknown, never>>>;
type DecodedFields<F extends Fields> = { -readonly [K in keyof F]: Decoded<F[K]> };
type EncodableFields<F extends Fields> = { readonly [K in keyof F]: Encodable<F[K]> };

/** A record's codec, with its table. */
export interface RecordCodec<F extends Fields> extends Codec<DecodedFields<F>, EncodableFields<F>> {
  readonly name: string;
  readonly fields: F;
}

export const int: Codec<number> = {
  bytesMin: 4,
  read: (reader) => reader.int32(),
  write: (writer, value) => writer.int32(value),
};

/** 64 bits: read as bigint (session ids use them all), written from either. */
export const long: Codec<bigint, bigint | number> = {
  bytesMin: 8,
  read: (reader) => reader.bigint64(),
  write: (writer, value) =>
    typeof value === "number" ? writer.int64(value) : writer.bigint64(value),
};

/** A long that stays within 2^53 (zxids, times): for the records of the transaction log. */
export const safeLong: Codec<number> = {
  bytesMin: 8,
  read: (reader) => reader.int64(),
  write: (writer, value) => writer.int64(value),
};

export const bool: Codec<boolean> = {
  bytesMin: 1,
  read: (reader) => reader.boolean(),
  write: (writer, value) => writer.boolean(value),
};

function readLength(reader: Reader, what: string): number {
  const length = reader.int32();
  if (length < -1 || length > reader.remaining) {
    throw new MalformedError(
      `Cannot read ${what} at ${reader.offset}: its length is ${length}, ` +
        `${reader.remaining} bytes remain`,
    );
  }
  return length;
}

function writeText(writer: Writer, value: string): void {
  writer.int32(utf8Length(value));
  writer.text(value);
}

/** A string or null. */
export const ustring: Codec<string | null> = {
  bytesMin: 4,
  read(reader) {
    const length = readLength(reader, "string");
    return length === -1 ? null : reader.text(length);
  },
  write(writer, value) {
    if (value === null) writer.int32(-1);
    else writeText(writer, value);
  },
};

/** A string that is never null: for records that only we write. */
export const text: Codec<string> = {
  bytesMin: 4,
  read(reader) {
    const length = readLength(reader, "string");
    if (length === -1) throw new MalformedError(`Cannot read string at ${reader.offset}: null`);
    return reader.text(length);
  },
  write: writeText,
};

/** Bytes or null; what is read is a view of the input. */
export const buffer: Codec<Uint8Array | null> = {
  bytesMin: 4,
  read(reader) {
    const length = readLength(reader, "buffer");
    return length === -1 ? null : reader.bytes(length);
  },
  write(writer, value) {
    if (value === null) return writer.int32(-1);
    writer.int32(value.length);
    writer.bytes(value);
  },
};

/** A list of `element`, or null. */
export function vector<Out, In>(
  element: Codec<Out, In>,
): Codec<Out[] | null, readonly In[] | null> {
  return {
    bytesMin: 4,
    read(reader) {
      const count = reader.int32();
      if (count === -1) return null;
      // Any other negative count is of an empty list, as ZooKeeper reads it.
      if (count * element.bytesMin > reader.remaining) {
        throw new MalformedError(
          `Cannot read vector at ${reader.offset}: its count is ${count}, ` +
            `${reader.remaining} bytes remain`,
        );
      }
      const list: Out[] = [];
      for (let i = 0; i < count; i++) list.push(element.read(reader));
      return list;
    },
    write(writer, list) {
      if (list === null) return writer.int32(-1);
      writer.int32(list.length);
      for (const value of list) element.write(writer, value);
    },
  };
}

/**
 * A record from its table: the fields in wire order.
 *
 * @param name ZooKeeper's name of the record, for messages
 * @param fields field names, in wire order, with their codecs
 */
export function record<const F extends Fields>(name: string, fields: F): RecordCodec<F> {
  const entries = Object.entries(fields);
  let bytesMin = 0;
  for (const [, codec] of entries) bytesMin += codec.bytesMin;
  return {
    name,
    fields,
    bytesMin,
    read(reader) {
      const value: Record<string, unknown> = {};
      for (const [field, codec] of entries) value[field] = codec.read(reader);
      // The table itself is the check: each field was read by the codec that gives its type.
      return value as DecodedFields<F>;
    },
    write(writer, value) {
      for (const [field, codec] of entries) codec.write(writer, value[field] as never);
    },
  };
}
