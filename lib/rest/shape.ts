/**
 * The shapes of bodies and parameters: one table that checks what comes in, types what handlers get
 * and give, and becomes the schemas of /openapi.json. It does here what a schema library would do,
 * for the few kinds that the API needs: such a library with 40 routes took 9 MB and 35 to 90 ms.
 *
 * @module
 */

/** A JSON Schema, as OpenAPI 3.1 has it. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** Something of the request is not as the route describes it. */
export class ShapeError extends Error {
  override name = "ShapeError";

  /**
   * @param at the field, such as `body.configs[2].name` or `query limit`
   * @param options `found` in the request; `allowed` in words
   */
  constructor(at: string, options: { found: unknown; allowed: string }) {
    super(`Cannot take ${at}: found ${foundText(options.found)}; allowed: ${options.allowed}`);
  }
}

/** Found where a name is that nothing has. */
export const NO_SUCH_NAME = Symbol("no such name");

/** Describes values of type T. */
export interface Shape<T> {
  readonly json: JsonSchema;
  /** What {@linkcode named} shapes within it are, by name. */
  readonly definitions: ReadonlyMap<string, JsonSchema>;
  /** The value itself where it fits. @throws {ShapeError} */
  check(value: unknown, at: string): T;
  /** Reads it from a path or query parameter. @throws {ShapeError} */
  fromText(text: string, at: string): T;
}

/** A field that may be left out. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}

/** The type that a shape describes. */
export type TypeOf<S> = S extends Shape<infer T> ? T : S extends Optional<infer T> ? T : never;

/** The fields of an object. */
export type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>;

type OptionalKey<F extends Fields> = {
  [K in keyof F]: F[K] extends Optional<unknown> ? K : never;
}[keyof F];

/** The object type that fields describe. */
export type ObjectOf<F extends Fields> =
  & { [K in Exclude<keyof F, OptionalKey<F>>]: TypeOf<F[K]> }
  & { [K in OptionalKey<F>]?: TypeOf<F[K]> | undefined };

const NONE: ReadonlyMap<string, JsonSchema> = new Map();
const FOUND_TEXT_LENGTH_MAX = 60;

/** Text. */
export function string(options: { about?: string; example?: string } = {}): Shape<string> {
  return scalar({
    json: { type: "string", ...annotations(options) },
    allowed: "a string",
    fits: (value) => typeof value === "string",
  });
}

/** A whole number within bounds. */
export function integer(
  options: { about?: string; minimum?: number; maximum?: number; default?: number } = {},
): Shape<number> {
  const { minimum = -Number.MAX_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = options;
  const allowed = options.minimum === undefined && options.maximum === undefined
    ? "an integer"
    : `an integer from ${minimum} to ${maximum}`;
  const json: JsonSchema = { type: "integer", ...annotations(options) };
  if (maximum > 0x7fffffff) json["format"] = "int64";
  if (options.minimum !== undefined) json["minimum"] = minimum;
  if (options.maximum !== undefined) json["maximum"] = maximum;
  if (options.default !== undefined) json["default"] = options.default;
  function check(value: unknown, at: string): number {
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number === "number" && Number.isSafeInteger(number)) {
      if (number >= minimum && number <= maximum) return number;
    }
    throw new ShapeError(at, { found: value, allowed });
  }
  return {
    json,
    definitions: NONE,
    check,
    fromText(text, at) {
      if (!/^-?\d{1,16}$/.test(text)) throw new ShapeError(at, { found: text, allowed });
      return check(Number(text), at);
    },
  };
}

/** True or false. */
export function boolean(options: { about?: string } = {}): Shape<boolean> {
  const shape = scalar({
    json: { type: "boolean", ...annotations(options) },
    allowed: "true or false",
    fits: (value) => typeof value === "boolean",
  });
  return {
    ...shape,
    fromText(text, at) {
      return shape.check(text === "true" ? true : text === "false" ? false : text, at);
    },
  };
}

/** One of some words. */
export function oneOf<const W extends string>(
  words: readonly W[],
  options: { about?: string } = {},
): Shape<W> {
  function check(value: unknown, at: string): W {
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    throw new ShapeError(at, { found: value, allowed: words.join(", ") });
  }
  return {
    json: { type: "string", enum: words, ...annotations(options) },
    definitions: NONE,
    check,
    fromText: check,
  };
}

/** A list, bounded by the body that carries it. */
export function array<T>(items: Shape<T>): Shape<T[]> {
  return structure(
    { type: "array", items: items.json },
    { parts: [items], check: (value, at) => checkArray(items, { value, at }) },
  );
}

function checkArray<T>(items: Shape<T>, { value, at }: { value: unknown; at: string }): T[] {
  if (!Array.isArray(value)) throw new ShapeError(at, { found: value, allowed: "a list" });
  return value.map((item, index) => items.check(item, `${at}[${index}]`));
}

/** Null, or what the other shape says. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return structure({ anyOf: [shape.json, { type: "null" }] }, {
    parts: [shape],
    check: (value, at) => value === null ? null : shape.check(value, at),
  });
}

/** Any JSON or CBOR value. */
export function anything(options: { about?: string } = {}): Shape<unknown> {
  return structure(annotations(options), { parts: [], check: (value) => value });
}

/** A field that may be left out of an object, or a parameter out of the query. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** The shape of a field, whether it may be left out or not. */
export function shapeOf<T>(field: Shape<T> | Optional<T>): Shape<T> {
  return "optional" in field ? field.optional : field;
}

/** An object with these fields and no others: a field's name written wrong must not go unseen. */
export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const names = Object.keys(fields);
  const json = {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, shapeOf(fields[name]!).json])),
    required: names.filter((name) => !("optional" in fields[name]!)),
    additionalProperties: false,
  };
  function check(value: unknown, at: string): ObjectOf<F> {
    if (!isPlainObject(value)) {
      throw new ShapeError(at, { found: value, allowed: `an object of ${names.join(", ")}` });
    }
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(fields, name)) continue;
      throw new ShapeError(`${at}.${name}`, { found: NO_SUCH_NAME, allowed: names.join(", ") });
    }
    const checked: Record<string, unknown> = {};
    for (const name of names) {
      const field = fields[name]!;
      if ("optional" in field && value[name] === undefined) continue;
      checked[name] = shapeOf(field).check(value[name], `${at}.${name}`);
    }
    return checked as ObjectOf<F>;
  }
  return structure(json, { parts: names.map((name) => shapeOf(fields[name]!)), check });
}

/** Gives a shape a name: the OpenAPI document holds it once and refers to it. */
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  return {
    json: { $ref: `#/components/schemas/${name}` },
    definitions: new Map([...shape.definitions, [name, shape.json]]),
    check: shape.check,
    fromText: shape.fromText,
  };
}

/** A value as an error message shows it. */
export function foundText(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === NO_SUCH_NAME) return "a name that nothing has";
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= FOUND_TEXT_LENGTH_MAX ? text : `${text.slice(0, FOUND_TEXT_LENGTH_MAX)}…`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Uint8Array);
}

function annotations(options: { about?: string; example?: string }): JsonSchema {
  const json: JsonSchema = {};
  if (options.about !== undefined) json["description"] = options.about;
  if (options.example !== undefined) json["examples"] = [options.example];
  return json;
}

function scalar<T>(options: {
  json: JsonSchema;
  allowed: string;
  fits: (value: unknown) => value is T;
}): Shape<T> {
  const { json, allowed, fits } = options;
  function check(value: unknown, at: string): T {
    if (fits(value)) return value;
    throw new ShapeError(at, { found: value, allowed });
  }
  return { json, definitions: NONE, check, fromText: check };
}

function structure<T>(
  json: JsonSchema,
  { parts, check }: {
    parts: readonly Shape<unknown>[];
    check: (value: unknown, at: string) => T;
  },
): Shape<T> {
  const definitions = parts.some((part) => part.definitions.size > 0)
    ? new Map(parts.flatMap((part) => [...part.definitions]))
    : NONE;
  return { json, definitions, check, fromText: check };
}
