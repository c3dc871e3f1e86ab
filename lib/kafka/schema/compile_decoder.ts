/**
 * Compiles the decoder of one version of a message: JavaScript text, one function per struct and
 * array, made into functions by `new Function`. What comes out reads like hand-written code, with
 * no table, closure or lookup left in it, and every version of a message gives objects of one
 * shape: all fields of the table in its order, absent ones with their defaults.
 *
 * @module
 */

import type { Reader } from "../../bytes/reader.ts";
import type { Field, Fields } from "./field.ts";
import {
  defaultSource,
  isNullable,
  isPresent,
  isTagged,
  plainFields,
  taggedFields,
} from "./field_version.ts";
import * as parts from "./read_parts.ts";
import {
  checkTagEnd,
  readTag,
  readUnknownTaggedField,
  readUnknownTaggedFields,
} from "./tagged_fields.ts";
import { readUuid } from "./uuid_cache.ts";

/** Reads one message from where the reader stands. */
export type Decoder = (reader: Reader) => unknown;

/** What the compiled text may name. */
const SCOPE = {
  ...parts,
  checkTagEnd,
  readTag,
  readUnknownTaggedField,
  readUnknownTaggedFields,
  readUuid,
  EMPTY_BYTES: new Uint8Array(0),
};

/** What a compiler must know of a message. */
export interface Shape {
  readonly name: string;
  readonly flexibleFrom: number;
  readonly fields: Fields;
}

/** Compiles the decoder of `version`, which must be one of the message's. */
export function compileDecoder(shape: Shape, version: number): Decoder {
  const source = new DecoderSource(version, version >= shape.flexibleFrom);
  const main = source.struct(shape.name, shape.fields);
  const text = `"use strict";\n${source.functions.join("\n")}\nreturn ${main};`;
  // The text is made from this program's own tables, never from input.
  return new Function(...Object.keys(SCOPE), text)(...Object.values(SCOPE));
}

class DecoderSource {
  readonly functions: string[] = [];
  readonly #version: number;
  readonly #flexible: boolean;

  constructor(version: number, flexible: boolean) {
    this.#version = version;
    this.#flexible = flexible;
  }

  #add(name: string, body: string): string {
    const unique = `${name}_${this.functions.length}`;
    this.functions.push(`function ${unique}(r) {\n${body}\n}`);
    return unique;
  }

  /** Adds the function that reads a struct and returns its name. */
  struct(name: string, fields: Fields): string {
    const lines: string[] = [];
    for (const [each, field] of plainFields(fields, this.#version)) {
      lines.push(`const $${each} = ${this.#value(each, field)};`);
    }
    const tagged = taggedFields(fields, this.#version);
    if (tagged.length > 0) lines.push(...this.#taggedSection(tagged));
    lines.push(`const value = { ${this.#properties(fields)} };`);
    if (tagged.length > 0) {
      lines.push("if (unknown !== undefined) value.unknownTaggedFields = unknown;");
    } else if (this.#flexible) {
      lines.push("readUnknownTaggedFields(r, value);");
    }
    lines.push("return value;");
    return this.#add(name, lines.join("\n"));
  }

  #properties(fields: Fields): string {
    return Object.entries(fields).map(([name, field]) =>
      isPresent(field, this.#version) ? `${name}: $${name}` : `${name}: ${defaultSource(field)}`
    ).join(", ");
  }

  /** Known tags are read in a switch, the others kept. */
  #taggedSection(tagged: [string, Field][]): string[] {
    const lines = tagged.map(([name, field]) => `let $${name} = ${defaultSource(field)};`);
    lines.push("let unknown, tag = -1;");
    lines.push("for (let count = r.unsignedVarint(); count > 0; count--) {");
    lines.push("tag = readTag(r, tag);");
    lines.push("switch (tag) {");
    for (const [name, field] of tagged) {
      lines.push(`case ${field.options.tag}: {`);
      lines.push("const size = r.unsignedVarint(), end = r.offset + size;");
      lines.push(`$${name} = ${this.#value(name, field)};`);
      lines.push("checkTagEnd(r, end, tag);");
      lines.push("break; }");
    }
    lines.push("default: (unknown ??= []).push(readUnknownTaggedField(r, tag));");
    lines.push("} }");
    return lines;
  }

  /** An expression that reads one field. */
  #value(name: string, field: Field): string {
    const nullable = isNullable(field, this.#version);
    const compact = this.#flexible && field.options.flexible !== false;
    switch (field.kind) {
      case "uuid":
        return "readUuid(r)";
      case "string":
        return `${readerName(nullable, compact, "String")}(r, "${name}")`;
      case "bytes":
      case "records":
        return `${readerName(nullable, compact, "Bytes")}(r, "${name}")`;
      case "array":
        return `${this.#array(name, field, nullable)}(r)`;
      case "struct": {
        const read = `${this.struct(name, field.fields!)}(r)`;
        if (!nullable) return read;
        // A tagged one is preceded by a varint, 0 for null; Kafka's classes have it so.
        return `${isTagged(field) ? "r.unsignedVarint() > 0" : "readPresence(r)"} ? ${read} : null`;
      }
      default:
        return `r.${field.kind}()`;
    }
  }

  /** Adds the function that reads an array: grown as its elements come, never made at a length. */
  #array(name: string, field: Field, nullable: boolean): string {
    const element = this.#value(name, field.element!);
    const length = this.#flexible ? "readCompactArrayLength" : "readArrayLength";
    return this.#add(
      `${name}_list`,
      [
        `const length = ${length}(r, "${name}");`,
        `if (length === -1) return ${nullable ? "null" : `refuseNull(r, "${name}")`};`,
        "const list = [];",
        `for (let i = 0; i < length; i++) list.push(${element});`,
        "return list;",
      ].join("\n"),
    );
  }
}

function readerName(nullable: boolean, compact: boolean, kind: string): string {
  return `read${nullable ? "Nullable" : ""}${compact ? "Compact" : ""}${kind}`;
}
