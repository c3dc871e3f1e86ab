import { describe, expect, test } from "bun:test";
import { fromJson, jsonText, parseJson, toJson } from "./json.ts";
import {
  array,
  bigint64,
  bytes,
  int32,
  message,
  string,
  struct,
} from "../../../lib/kafka/schema/mod.ts";

const Shown = message("Shown", { versions: [0, 1], flexibleFrom: 1 }, {
  producerId: bigint64(),
  blob: bytes({ nullableFrom: 0 }),
  rows: array({ name: string() }),
  late: int32({ from: 1 }),
  place: struct({ x: int32({ default: -1 }) }, { from: 1, tag: 0 }),
});

const value = {
  producerId: 9007199254740993n,
  blob: new Uint8Array([1, 2, 3]),
  rows: [{ name: "a" }],
  late: 4,
  place: { x: -1 },
};

describe("Kafka's JSON form", () => {
  test("has the fields of its version, tagged ones where they say something", () => {
    expect(toJson(Shown, 0, value)).toEqual({
      producerId: 9007199254740993n,
      blob: "AQID",
      rows: [{ name: "a" }],
    });
    expect(toJson(Shown, 1, value)).toHaveProperty("late", 4);
    expect(toJson(Shown, 1, value)).not.toHaveProperty("place");
    expect(toJson(Shown, 1, { ...value, place: { x: 0 } })).toHaveProperty("place", { x: 0 });
  });

  test("keeps every digit of large integers, through text and back", () => {
    const text = jsonText(toJson(Shown, 0, value));
    expect(text).toBe('{"producerId":9007199254740993,"blob":"AQID","rows":[{"name":"a"}]}');
    expect(parseJson(text)).toEqual(toJson(Shown, 0, value));
    expect(parseJson("[1.5,1e300]")).toEqual([1.5, 1e300]);
  });

  test("becomes a value, absent fields at their defaults", () => {
    const given: unknown = fromJson(Shown, 1, { producerId: 5, blob: null, rows: [], late: 0 });
    expect(given).toEqual({ producerId: 5n, blob: null, rows: [], late: 0, place: { x: -1 } });
  });

  test("is refused where a field is missing or of another type", () => {
    expect(() => fromJson(Shown, 0, { blob: "", rows: [] })).toThrow("it lacks producerId");
    const json = { producerId: 5, blob: "", rows: [] };
    expect(() => fromJson(Shown, 0, { ...json, rows: {} })).toThrow("Cannot take {} for rows");
    expect(() => fromJson(Shown, 0, { ...json, blob: 1 })).toThrow("base64 is wanted");
    expect(() => fromJson(Shown, 0, { ...json, producerId: "5" })).toThrow(TypeError);
    expect(() => fromJson(Shown, 0, { ...json, rows: ["a"] })).toThrow("an object is wanted");
  });
});
