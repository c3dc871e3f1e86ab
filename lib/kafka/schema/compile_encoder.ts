/**
 * Compiles the encoder of one version of a message, the way compile_decoder.ts does for reading:
 * one function per struct, array and tagged field. A field that the version lacks must hold its
 * default unless the table lets it be dropped, as in Kafka's own classes.
 *
 * @module
 */

import type { Writer } from "../../bytes/writer.ts";
import type { Shape } from "./compile_decoder.ts";
import type { Field, Fields } from "./field.ts";
import {
  defaultSource,
  isNullable,
  isPresent,
  isTagged,
  plainFields,
  taggedFields,
} from "./field_version.ts";
import {
  refuseUnknownTaggedFields,
  writeUnknownTaggedFields,
  writeUnknownUpTo,
} from "./tagged_fields.ts";
import { writeUuid } from "./uuid_cache.ts";
import * as parts from "./write_parts.ts";

/** Writes one message at the writer's end. */
export type Encoder = (writer: Writer, value: unknown) => void;

/** What the compiled text may name. */
const SCOPE = {
  ...parts,
  refuseUnknownTaggedFields,
  writeUnknownTaggedFields,
  writeUnknownUpTo,
  writeUuid,
  EMPTY_BYTES: new Uint8Array(0),
  NO_FIELDS: [],
};

/** Compiles the encoder of `version`, which must be one of the message's. */
export function compileEncoder(shape: Shape, version: number): Encoder {
  const source = new EncoderSource(version, version >= shape.flexibleFrom);
  const main = source.struct(shape.name, shape.fields);
  const text = `"use strict";\n${source.functions.join("\n")}\nreturn ${main};`;
  // The text is made from this program's own tables, never from input.
  return new Function(...Object.keys(SCOPE), text)(...Object.values(SCOPE));
}

class EncoderSource {
  readonly functions: string[] = [];
  readonly #version: number;
  readonly #flexible: boolean;

  constructor(version: number, flexible: boolean) {
    this.#version = version;
    this.#flexible = flexible;
  }

  #add(name: string, parameters: string, body: string): string {
    const unique = `${name}_${this.functions.length}`;
    this.functions.push(`function ${unique}(${parameters}) {\n${body}\n}`);
    return unique;
  }

  /** Adds the function that writes a struct and returns its name. */
  struct(name: string, fields: Fields): string {
    const lines: string[] = [];
    for (const [each, field] of Object.entries(fields)) {
      if (!isPresent(field, this.#version) && field.options.ignorable !== true) {
        lines.push(`if (!(${this.#isDefault(each, field, `v.${each}`)})) {`);
        lines.push(`refuseField("${each}", ${this.#version}); }`);
      }
    }
    for (const [each, field] of plainFields(fields, this.#version)) {
      lines.push(`const $${each} = v.${each} === undefined ? ${defaultSource(field)} : v.${each};`);
      lines.push(`${this.#write(each, field)}`);
    }
    const tagged = taggedFields(fields, this.#version);
    if (tagged.length > 0) lines.push(...this.#taggedSection(tagged));
    else if (this.#flexible) lines.push("writeUnknownTaggedFields(w, v.unknownTaggedFields);");
    else lines.push(`refuseUnknownTaggedFields(v, ${this.#version});`);
    return this.#add(name, "w, v", lines.join("\n"));
  }

  /** Known fields that are not at their default, and unknown ones, by tag. */
  #taggedSection(tagged: [string, Field][]): string[] {
    const lines = ["const unknown = v.unknownTaggedFields ?? NO_FIELDS;", "let next = 0;"];
    lines.push("let count = unknown.length;");
    for (const [name, field] of tagged) {
      lines.push(`const is_${name} = !(${this.#isDefault(name, field, `v.${name}`)});`);
      lines.push(`if (is_${name}) count++;`);
    }
    lines.push("w.unsignedVarint(count);");
    lines.push("if (count === 0) return;");
    for (const [name, field] of tagged) {
      const tag = field.options.tag!;
      const write = this.#add(`${name}_tagged`, `w, $${name}`, this.#write(name, field));
      lines.push(`next = writeUnknownUpTo(w, unknown, { next, tag: ${tag} });`);
      lines.push(`if (is_${name}) writeTagged(w, ${tag}, ${write}, v.${name});`);
    }
    lines.push("writeUnknownUpTo(w, unknown, { next, tag: Infinity });");
    return lines;
  }

  /** A statement that writes `$name`. */
  #write(name: string, field: Field): string {
    const nullable = isNullable(field, this.#version);
    const compact = this.#flexible && field.options.flexible !== false;
    const statement = this.#writeValue(name, field, { nullable, compact });
    const canBeNull = field.kind === "string" || field.kind === "bytes" ||
      field.kind === "records" || field.kind === "array" || field.kind === "struct";
    if (nullable || !canBeNull) return statement;
    return `if ($${name} === null) refuseNull("${name}", ${this.#version});\n${statement}`;
  }

  #writeValue(name: string, field: Field, form: { nullable: boolean; compact: boolean }): string {
    const prefix = `write${form.nullable ? "Nullable" : ""}${form.compact ? "Compact" : ""}`;
    switch (field.kind) {
      case "string":
        return `${prefix}String(w, $${name}, "${name}");`;
      case "bytes":
        return `${prefix}Bytes(w, $${name}, "${name}");`;
      case "records":
        return `${prefix}Records(w, $${name}, "${name}");`;
      case "array":
        return `${this.#array(name, field, form.nullable)}(w, $${name});`;
      case "struct": {
        const write = `${this.struct(name, field.fields!)}(w, $${name});`;
        if (!form.nullable) return write;
        const absent = isTagged(field) ? "w.uint8(0)" : "w.int8(-1)";
        return `if ($${name} === null) ${absent};\nelse { w.int8(1); ${write} }`;
      }
      default: {
        const kind = field.kind[0]!.toUpperCase() + field.kind.slice(1);
        return `write${kind}(w, $${name}, "${name}");`;
      }
    }
  }

  #array(name: string, field: Field, nullable: boolean): string {
    const lines: string[] = [];
    const item = field.element!;
    if (nullable) {
      lines.push(`if (list === null) return ${this.#flexible ? "w.uint8(0)" : "w.int32(-1)"};`);
    }
    lines.push(
      this.#flexible ? "w.unsignedVarint(list.length + 1);" : "w.int32(list.length);",
      "for (let i = 0; i < list.length; i++) {",
      `const $${name} = list[i];`,
      this.#write(name, item),
      "}",
    );
    return this.#add(`${name}_list`, "w, list", lines.join("\n"));
  }

  /** An expression: whether `text` (undefined, or the field's value) is the field's default. */
  #isDefault(name: string, field: Field, text: string): string {
    const left = `${text} === undefined`;
    if (field.options.default === null) return `${left} || ${text} === null`;
    switch (field.kind) {
      case "array":
      case "bytes":
        return `${left} || (${text} !== null && ${text}.length === 0)`;
      case "records":
        return `${left} || ${text} === null || ${text}.length === 0`;
      case "struct":
        return `${left} || (${text} !== null && ${
          this.#isDefaultStruct(name, field.fields!)
        }(${text}))`;
      default:
        return `${left} || ${text} === ${defaultSource(field)}`;
    }
  }

  #isDefaultStruct(name: string, fields: Fields): string {
    const checks = Object.entries(fields).map(([each, field]) =>
      `(${this.#isDefault(each, field, `v.${each}`)})`
    );
    checks.push("(v.unknownTaggedFields === undefined || v.unknownTaggedFields.length === 0)");
    return this.#add(`${name}_is_default`, "v", `return ${checks.join(" && ")};`);
  }
}
