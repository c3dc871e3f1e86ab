import { describe, expect, test } from "bun:test";
import {
  defaultOf,
  defaultSource,
  isNullable,
  isPresent,
  plainFields,
  taggedFields,
} from "../../../lib/kafka/schema/field_version.ts";
import {
  array,
  bigint64,
  int32,
  records,
  string,
  struct,
  uuid,
} from "../../../lib/kafka/schema/mod.ts";

describe("a field in a version", () => {
  test("is there from its first version to its last", () => {
    const field = int32({ from: 2, until: 4 });
    expect([1, 2, 4, 5].map((version) => isPresent(field, version))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isPresent(int32(), 0)).toBe(true);
  });

  test("may be null from a version on", () => {
    const field = string({ nullableFrom: 2 });
    expect([1, 2, 3].map((version) => isNullable(field, version))).toEqual([false, true, true]);
    expect(isNullable(string(), 99)).toBe(false);
  });

  test("stands in table order, or by tag", () => {
    const fields = {
      second: int32({ from: 1, tag: 2 }),
      plain: int32(),
      first: int32({ from: 1, tag: 0 }),
      late: int32({ from: 2 }),
    };
    expect(plainFields(fields, 1).map(([name]) => name)).toEqual(["plain"]);
    expect(taggedFields(fields, 1).map(([name]) => name)).toEqual(["first", "second"]);
    expect(taggedFields(fields, 0)).toEqual([]);
  });
});

describe("a field's default", () => {
  test("is what Kafka's classes start out with", () => {
    expect(defaultOf(int32())).toBe(0);
    expect(defaultOf(int32({ default: -1 }))).toBe(-1);
    expect(defaultOf(string({ nullableFrom: 0 }))).toBe("");
    expect(defaultOf(records({ nullableFrom: 0 }))).toBeNull();
    expect(defaultOf(records())).toEqual(new Uint8Array(0));
    expect(defaultOf(struct({ a: int32({ default: 3 }), b: array(int32()) }))).toEqual({
      a: 3,
      b: [],
    });
  });

  test("is the same in the text that codecs are compiled from", () => {
    const fields = [
      int32({ default: -1 }),
      bigint64({ default: 9223372036854775807n }),
      string({ default: 'a"b' }),
      uuid(),
      array(int32()),
      struct({ a: bigint64(), b: struct({ c: string() }) }),
      struct({ a: int32() }, { nullableFrom: 0, default: null }),
    ];
    for (const field of fields) {
      const made: unknown = new Function(`return ${defaultSource(field)};`)();
      expect(made).toEqual(defaultOf(field));
    }
  });
});
