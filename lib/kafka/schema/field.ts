/**
 * The words of the table language: what a field of a message is on the wire, in which versions it
 * is there, and what stands for it where it is not. A message is a table of these (message.ts);
 * codecs are compiled from the table, and the types of decoded and given values inferred from it.
 *
 * ```
 * transactionalId: string({ from: 3, nullableFrom: 3, default: null }),
 * acks: int16(),
 * topicData: array({ name: string({ until: 12, ignorable: true }), … }),
 * ```
 *
 * @module
 */

import type {
  DecodedElement,
  InputElement,
  IsOptional,
  Nullable,
  StructInput,
  StructOf,
} from "./infer.ts";

/** How a field is written, apart from its versions. */
export type FieldKind =
  | "int8"
  | "int16"
  | "uint16"
  | "int32"
  | "int64"
  | "bigint64"
  | "float64"
  | "boolean"
  | "uuid"
  | "string"
  | "bytes"
  | "records"
  | "array"
  | "struct";

/** What may be said of a field beside its kind. Versions are those of the message. */
export interface FieldOptions {
  /** First version that has the field; the message's first where left out. */
  readonly from?: number;
  /** Last version that has the field; the message's last where left out. */
  readonly until?: number;
  /** First version in which the field may be null; never where left out. */
  readonly nullableFrom?: number;
  /** What an absent field is read as; 0, "", false, empty or a default struct where left out. */
  readonly default?: number | bigint | string | boolean | null;
  /** Whether a value may be dropped silently in a version that lacks the field. */
  readonly ignorable?: boolean;
  /** Tag number, where the field stands in the tagged section (KIP-482). */
  readonly tag?: number;
  /** False where flexible versions keep the field's classic form (RequestHeader's client id). */
  readonly flexible?: false;
}

declare const TYPES: unique symbol;

/** One field of a table. The type parameters exist for inference only. */
export interface Field<Decoded = unknown, Input = unknown, Optional = unknown> {
  readonly kind: FieldKind;
  readonly options: FieldOptions;
  /** What an array is made of. */
  readonly element?: Field;
  /** What a struct is made of. */
  readonly fields?: Fields;
  /** @ignore never there at run time */
  readonly [TYPES]: { decoded: Decoded; input: Input; optional: Optional };
}

/** A table: field by name, in wire order. */
export interface Fields {
  readonly [name: string]: Field;
}

/** The types that a field carries, by index: cheaper for the type checker than `infer`. */
export type TypesOf<F extends Field> = F[typeof TYPES];

type Scalar<T, O extends FieldOptions> = Field<Nullable<T, O>, Nullable<T, O>, IsOptional<O>>;

const NO_OPTIONS: FieldOptions = {};

/** The one place that claims a field's types: they are known to the checker, not to the field. */
function field<F extends Field>(facts: Omit<Field, typeof TYPES>): F {
  return facts as F;
}

/** A signed byte. */
export function int8<const O extends FieldOptions>(options?: O): Scalar<number, O> {
  return field({ kind: "int8", options: options ?? NO_OPTIONS });
}

export function int16<const O extends FieldOptions>(options?: O): Scalar<number, O> {
  return field({ kind: "int16", options: options ?? NO_OPTIONS });
}

export function uint16<const O extends FieldOptions>(options?: O): Scalar<number, O> {
  return field({ kind: "uint16", options: options ?? NO_OPTIONS });
}

export function int32<const O extends FieldOptions>(options?: O): Scalar<number, O> {
  return field({ kind: "int32", options: options ?? NO_OPTIONS });
}

/** An int64 that cannot pass 2^53 in practice (offsets, timestamps, sizes); more is malformed. */
export function int64<const O extends FieldOptions>(options?: O): Scalar<number, O> {
  return field({ kind: "int64", options: options ?? NO_OPTIONS });
}

/** An int64 that may hold anything: producer ids, broker epochs, hashes, chosen durations. */
export function bigint64<const O extends FieldOptions>(options?: O): Scalar<bigint, O> {
  return field({ kind: "bigint64", options: options ?? NO_OPTIONS });
}

export function float64<const O extends FieldOptions>(options?: O): Scalar<number, O> {
  return field({ kind: "float64", options: options ?? NO_OPTIONS });
}

export function boolean<const O extends FieldOptions>(options?: O): Scalar<boolean, O> {
  return field({ kind: "boolean", options: options ?? NO_OPTIONS });
}

/** 16 bytes on the wire, unpadded base64url in values (lib/bytes/uuid.ts). */
export function uuid<const O extends FieldOptions>(options?: O): Scalar<string, O> {
  return field({ kind: "uuid", options: options ?? NO_OPTIONS });
}

/** UTF-8 text of at most 32,767 bytes. */
export function string<const O extends FieldOptions>(options?: O): Scalar<string, O> {
  return field({ kind: "string", options: options ?? NO_OPTIONS });
}

/** Opaque bytes: decoded as a view of the frame, copied when encoded. */
export function bytes<const O extends FieldOptions>(options?: O): Scalar<Uint8Array, O> {
  return field({ kind: "bytes", options: options ?? NO_OPTIONS });
}

/** Record batches: decoded as a view of the frame, encoded as a piece of its own without a copy. */
export function records<const O extends FieldOptions>(options?: O): Scalar<Uint8Array, O> {
  return field({ kind: "records", options: options ?? NO_OPTIONS });
}

/**
 * An array of one kind of field, or of structs where a table is given.
 *
 * @param element `int32()` or the like, or the table of the struct
 */
export function array<E extends Field | Fields, const O extends FieldOptions>(
  element: E,
  options?: O,
): Field<Nullable<DecodedElement<E>[], O>, Nullable<readonly InputElement<E>[], O>, IsOptional<O>> {
  const item = isField(element) ? element : struct(element);
  return field({ kind: "array", options: options ?? NO_OPTIONS, element: item });
}

/** A struct within a struct. */
export function struct<F extends Fields, const O extends FieldOptions>(
  fields: F,
  options?: O,
): Field<Nullable<StructOf<F>, O>, Nullable<StructInput<F>, O>, IsOptional<O>> {
  return field({ kind: "struct", options: options ?? NO_OPTIONS, fields });
}

function isField(element: Field | Fields): element is Field {
  return typeof element.kind === "string";
}
