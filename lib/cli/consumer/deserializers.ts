/**
 * Turns a record's bytes into text, as Kafka's deserializers and Java's toString do, by the names
 * of their classes.
 *
 * @module
 */

/** Bytes to the text that is printed for them. */
export type Deserializer = (bytes: Uint8Array) => Uint8Array;

const encoder = new TextEncoder();
const PACKAGE = "org.apache.kafka.common.serialization.";

/** Bytes that are not of a type's size. */
export class SerializationError extends Error {
  override name = "SerializationError";
}

const byName: Readonly<Record<string, Deserializer>> = {
  ByteArrayDeserializer: (bytes) => bytes,
  BytesDeserializer: (bytes) => bytes,
  ByteBufferDeserializer: (bytes) => bytes,
  StringDeserializer: (bytes) => bytes,
  ShortDeserializer: fixed(2, (view) => view.getInt16(0)),
  IntegerDeserializer: fixed(4, (view) => view.getInt32(0)),
  LongDeserializer: fixed(8, (view) => view.getBigInt64(0)),
  FloatDeserializer: fixed(4, (view) => javaNumber(view.getFloat32(0))),
  DoubleDeserializer: fixed(8, (view) => javaNumber(view.getFloat64(0))),
  BooleanDeserializer: fixed(1, (view) => view.getInt8(0) !== 0),
  UUIDDeserializer: (bytes) => bytes,
  VoidDeserializer: () => encoder.encode("null"),
};

function fixed(size: number, read: (view: DataView) => unknown): Deserializer {
  return (bytes) => {
    if (bytes.length !== size) {
      throw new SerializationError(`Size of data received is not ${size}`);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    return encoder.encode(String(read(view)));
  };
}

/** As Double.toString: whole numbers with a fraction of one digit. */
function javaNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : String(value);
}

/**
 * The deserializer of a class name, with or without its package.
 *
 * @throws {RangeError} where it is not known
 */
export function deserializerOf(className: string): Deserializer {
  const name = className.startsWith(PACKAGE) ? className.slice(PACKAGE.length) : className;
  const found = byName[name];
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot use deserializer ${className}: known are ${Object.keys(byName).join(", ")}`,
  );
}
