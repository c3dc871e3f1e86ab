/**
 * The table language in which messages are written: one import for the files of ../messages.
 *
 * @module
 */

export {
  array,
  bigint64,
  boolean,
  bytes,
  type Field,
  type FieldKind,
  type FieldOptions,
  type Fields,
  float64,
  int16,
  int32,
  int64,
  int8,
  records,
  string,
  struct,
  uint16,
  uuid,
} from "./field.ts";
export type { Infer, Input } from "./infer.ts";
export { type AnyMessage, type Message, message, NO_API_KEY } from "./message.ts";
export type { UnknownTaggedField } from "./tagged_fields.ts";
export { UnsupportedVersionError } from "./unsupported_version_error.ts";
