import { describe, expect, test } from "bun:test";
import {
  anything,
  array,
  boolean,
  integer,
  named,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  ShapeError,
  string,
} from "../../lib/rest/shape.ts";

const Topic = object({
  name: string(),
  count: optional(integer({ minimum: 1, maximum: 10 })),
  rack: optional(nullable(string())),
  tags: optional(array(oneOf(["a", "b"]))),
  internal: optional(boolean()),
  extra: optional(anything()),
});

describe("check()", () => {
  test.each<[unknown]>([
    [{ name: "t" }],
    [{ name: "", count: 10, rack: null, tags: ["a", "b", "a"], internal: false, extra: [1, {}] }],
    [{ name: "t", rack: "r", tags: [] }],
  ])("takes %j as it is", (value) => {
    expect(Topic.check(value, "body")).toEqual(value as never);
  });

  test.each<[unknown, string]>([
    [undefined, "Cannot take body: found nothing; allowed: an object of name, count"],
    [null, "Cannot take body: found null;"],
    ["x", 'Cannot take body: found "x";'],
    [[], "Cannot take body: found [];"],
    [new Uint8Array(3), "Cannot take body: found 3 bytes;"],
    [{}, "Cannot take body.name: found nothing; allowed: a string"],
    [{ name: 5 }, "Cannot take body.name: found 5; allowed: a string"],
    [
      { name: "t", count: "5" },
      'Cannot take body.count: found "5"; allowed: an integer from 1 to 10',
    ],
    [{ name: "t", count: 0 }, "Cannot take body.count: found 0; allowed: an integer from 1 to 10"],
    [{ name: "t", count: 11 }, "Cannot take body.count: found 11;"],
    [{ name: "t", count: 1.5 }, "Cannot take body.count: found 1.5;"],
    [{ name: "t", count: null }, "Cannot take body.count: found null;"],
    [{ name: "t", tags: "a" }, 'Cannot take body.tags: found "a"; allowed: a list'],
    [{ name: "t", tags: ["a", "c"] }, 'Cannot take body.tags[1]: found "c"; allowed: a, b'],
    [{ name: "t", internal: 1 }, "Cannot take body.internal: found 1; allowed: true or false"],
    [
      { name: "t", nmae: 1 },
      "Cannot take body.nmae: found a name that nothing has; allowed: name,",
    ],
    [JSON.parse('{"name":"t","__proto__":1}'), "Cannot take body.__proto__: found a name that"],
    [{ name: "t", constructor: 1 }, "Cannot take body.constructor: found a name that"],
  ])("refuses %j", (value, message) => {
    expect(() => Topic.check(value, "body")).toThrow(ShapeError);
    expect(() => Topic.check(value, "body")).toThrow(message);
  });

  test("cuts long values in messages", () => {
    try {
      Topic.check("x".repeat(10_000), "body");
      throw new Error("It was taken");
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(200);
    }
  });

  test("takes CBOR's large integers", () => {
    expect(integer().check(2n ** 40n, "body")).toBe(2 ** 40);
    expect(() => integer().check(2n ** 60n, "body")).toThrow("found 1152921504606846976");
  });
});

describe("fromText()", () => {
  test.each<[Shape<unknown>, string, unknown]>([
    [integer({ minimum: 0 }), "17", 17],
    [integer(), "-3", -3],
    [boolean(), "true", true],
    [boolean(), "false", false],
    [string(), "17", "17"],
    [oneOf(["x", "y"]), "y", "y"],
  ])("%# reads what it describes", (shape, text, value) => {
    expect(shape.fromText(text, "query x")).toBe(value);
  });

  test.each<[Shape<unknown>, string, string]>([
    [integer({ minimum: 0 }), "-1", "found -1; allowed: an integer from 0 to 9007199254740991"],
    [integer(), "1e3", 'found "1e3"; allowed: an integer'],
    [integer(), "", 'found ""'],
    [integer(), " 1", 'found " 1"'],
    [integer(), "0x10", 'found "0x10"'],
    [integer(), "99999999999999999999", "allowed: an integer"],
    [boolean(), "yes", 'found "yes"; allowed: true or false'],
    [oneOf(["x", "y"]), "z", 'found "z"; allowed: x, y'],
  ])("%# refuses the rest", (shape, text, message) => {
    expect(() => shape.fromText(text, "query x")).toThrow(message);
    expect(() => shape.fromText(text, "query x")).toThrow("Cannot take query x");
  });
});

describe("json", () => {
  test("is the schema of what is taken", () => {
    expect(Topic.json).toEqual({
      type: "object",
      properties: {
        name: { type: "string" },
        count: { type: "integer", minimum: 1, maximum: 10 },
        rack: { anyOf: [{ type: "string" }, { type: "null" }] },
        tags: { type: "array", items: { type: "string", enum: ["a", "b"] } },
        internal: { type: "boolean" },
        extra: {},
      },
      required: ["name"],
      additionalProperties: false,
    });
  });

  test("refers to named shapes and carries them up, however deep", () => {
    const Inner = named("Inner", object({ x: integer() }));
    const Outer = named("Outer", object({ list: nullable(array(Inner)) }));
    expect(Outer.json).toEqual({ $ref: "#/components/schemas/Outer" });
    expect([...Outer.definitions.keys()]).toEqual(["Inner", "Outer"]);
    expect(Outer.check({ list: [{ x: 1 }] }, "body")).toEqual({ list: [{ x: 1 }] });
  });
});
