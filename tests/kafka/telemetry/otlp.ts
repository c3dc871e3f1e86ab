/**
 * Writes OTLP metrics as clients push them.
 *
 * @module
 */

/** One number to push. */
export interface PushedNumber {
  name: string;
  kind: "gauge" | "delta" | "cumulative" | "falling";
  value: number;
  /** As an integer, not a double. */
  isInt?: true;
  attributes?: Record<string, string>;
}

/** A whole push with the attributes of its resource. */
export function otlp(numbers: readonly PushedNumber[], resource: Record<string, string> = {}) {
  const metrics = numbers.map((number) => field(2, metric(number)));
  return field(1, join(field(1, attributes(1, resource)), field(2, join(...metrics))));
}

function metric({ name, kind, value, isInt, attributes: own = {} }: PushedNumber): Uint8Array {
  const number = new Uint8Array(8);
  const view = new DataView(number.buffer);
  if (isInt) view.setBigInt64(0, BigInt(value), true);
  else view.setFloat64(0, value, true);
  const time = join(Uint8Array.of(3 << 3 | 1), new Uint8Array(8));
  const point = join(time, Uint8Array.of((isInt ? 6 : 4) << 3 | 1), number, attributes(7, own));
  const points = field(1, point);
  const text = field(1, Buffer.from(name));
  if (kind === "gauge") return join(text, field(5, points));
  const temporality = Uint8Array.of(2 << 3, kind === "delta" ? 1 : 2);
  const monotonic = Uint8Array.of(3 << 3, kind === "falling" ? 0 : 1);
  return join(text, field(7, join(points, temporality, monotonic)));
}

function attributes(number: number, values: Record<string, string>): Uint8Array {
  return join(
    ...Object.entries(values).map(([key, value]) =>
      field(
        number,
        join(field(1, Buffer.from(key)), field(2, field(1, Buffer.from(value)))),
      )
    ),
  );
}

/** A field with a length before it. */
export function field(number: number, content: Uint8Array): Uint8Array {
  return join(Uint8Array.of(number << 3 | 2), varint(content.length), content);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 | 128);
  return Uint8Array.of(...bytes, value);
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
