/**
 * The tagged section that ends every struct of a flexible version (KIP-482): fields known by tag
 * are compiled codecs' business, this is what they call for the others. Tags ascend, on the wire
 * and in values.
 *
 * @module
 */

import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";

/** A tagged field that the table does not know, kept as it came. */
export interface UnknownTaggedField {
  readonly tag: number;
  /** A view of the frame it came in. */
  readonly data: Uint8Array;
}

/** A value that may carry unknown tagged fields. */
export interface TaggedValue {
  unknownTaggedFields?: readonly UnknownTaggedField[] | undefined;
}

/** Reads a section of a struct that knows no tags; the list is made only where there are any. */
export function readUnknownTaggedFields(reader: Reader, value: TaggedValue): void {
  const count = reader.unsignedVarint();
  if (count === 0) return;
  const fields: UnknownTaggedField[] = [];
  let previous = -1;
  for (let i = 0; i < count; i++) {
    previous = readTag(reader, previous);
    fields.push(readUnknownTaggedField(reader, previous));
  }
  value.unknownTaggedFields = fields;
}

/** Reads the next tag, which must be above `previous`. */
export function readTag(reader: Reader, previous: number): number {
  const tag = reader.unsignedVarint();
  if (tag <= previous) {
    throw new MalformedError(`Cannot read tag ${tag} before ${reader.offset}: after ${previous}`);
  }
  return tag;
}

/** Reads the size and bytes of a field whose tag the table does not have. */
export function readUnknownTaggedField(reader: Reader, tag: number): UnknownTaggedField {
  const size = reader.unsignedVarint();
  return { tag, data: reader.bytes(size) };
}

/** Checks that a known tagged field took the bytes that it said. */
export function checkTagEnd(reader: Reader, end: number, tag: number): void {
  if (reader.offset === end) return;
  throw new MalformedError(
    `Cannot read tagged field ${tag}: it ends at ${reader.offset}, its size says ${end}`,
  );
}

/** Writes a section that has unknown fields only. */
export function writeUnknownTaggedFields(
  writer: Writer,
  fields: readonly UnknownTaggedField[] | undefined,
): void {
  if (fields === undefined || fields.length === 0) return writer.uint8(0);
  writer.unsignedVarint(fields.length);
  writeUnknownUpTo(writer, fields, { next: 0, tag: Infinity });
}

/**
 * Writes the unknown fields below `tag`, so that known and unknown ones come out in one order.
 *
 * @param place the first of `fields` not written yet, and the known tag that comes after
 * @returns the first of `fields` not written now
 */
export function writeUnknownUpTo(
  writer: Writer,
  fields: readonly UnknownTaggedField[],
  place: { next: number; tag: number },
): number {
  let next = place.next;
  for (; next < fields.length; next++) {
    const { tag, data } = fields[next]!;
    if (tag > place.tag) break;
    if (tag === place.tag || (next > 0 && tag <= fields[next - 1]!.tag)) {
      throw new RangeError(`Cannot write unknown tagged field ${tag}: its tag is taken or too low`);
    }
    writer.unsignedVarint(tag);
    writer.unsignedVarint(data.length);
    writer.bytes(data);
  }
  return next;
}

/** Refuses unknown tagged fields where the version has no tagged section. */
export function refuseUnknownTaggedFields(value: TaggedValue, version: number): void {
  const fields = value.unknownTaggedFields;
  if (fields === undefined || fields.length === 0) return;
  throw new RangeError(
    `Cannot write tagged field ${fields[0]!.tag}: version ${version} has no tagged fields`,
  );
}
