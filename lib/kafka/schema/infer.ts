/**
 * The types of a table's values, inferred from the table: what decoding gives (every field there)
 * and what encoding takes (fields that have a default, or that some version lacks, may be left
 * out). Indexing and mapped types only, so that hundreds of tables cost the type checker little.
 *
 * @module
 */

import type { Field, FieldOptions, Fields, TypesOf } from "./field.ts";
import type { Message } from "./message.ts";
import type { UnknownTaggedField } from "./tagged_fields.ts";

/** What decoding a message gives. */
export type Infer<M> = M extends Message<infer Decoded, never> ? Decoded : never;

/** What encoding a message takes. */
export type Input<M> = M extends Message<unknown, infer Given> ? Given : never;

/** What both may carry beside the table's fields, in flexible versions (KIP-482). */
export interface Tagged {
  /** Tagged fields of versions newer than the table; there only where a frame had any. */
  unknownTaggedFields?: UnknownTaggedField[] | undefined;
}

export type StructOf<F extends Fields> =
  & Tagged
  & { -readonly [K in keyof F]: TypesOf<F[K]>["decoded"] };

export type StructInput<F extends Fields> =
  & Readonly<Tagged>
  & { readonly [K in RequiredNames<F>]: TypesOf<F[K]>["input"] }
  & { readonly [K in OptionalNames<F>]?: TypesOf<F[K]>["input"] | undefined };

type OptionalNames<F extends Fields> = {
  [K in keyof F]: TypesOf<F[K]>["optional"] extends true ? K : never;
}[keyof F];

type RequiredNames<F extends Fields> = Exclude<keyof F, OptionalNames<F>>;

/** The elements of an array, decoded. */
export type DecodedElement<E> = E extends Field ? TypesOf<E>["decoded"]
  : E extends Fields ? StructOf<E>
  : never;

/** The elements of an array, given. */
export type InputElement<E> = E extends Field ? TypesOf<E>["input"]
  : E extends Fields ? StructInput<E>
  : never;

export type Nullable<T, O extends FieldOptions> = O extends { nullableFrom: number } ? T | null : T;

/** True where a value may be left out: there is a default, or a version without the field. */
export type IsOptional<O extends FieldOptions> = O extends
  { default: unknown } | { from: number } | { until: number } | { tag: number } ? true
  : false;
