import { describe, expect, test } from "bun:test";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import {
  int32,
  message,
  NO_API_KEY,
  string,
  UnsupportedVersionError,
} from "../../../lib/kafka/schema/mod.ts";

const Versioned = message("Versioned", { apiKey: 9, versions: [2, 4], flexibleFrom: 3 }, {
  name: string(),
});

describe("a message", () => {
  test("says what it is", () => {
    expect(Versioned.name).toBe("Versioned");
    expect(Versioned.apiKey).toBe(9);
    expect(Versioned.validVersions).toEqual({ min: 2, max: 4 });
    expect([2, 3, 4].map((version) => Versioned.isFlexible(version))).toEqual([false, true, true]);
  });

  test("may have neither key nor flexible versions", () => {
    const Plain = message("Plain", { versions: [0, 0] }, { count: int32() });
    expect(Plain.apiKey).toBe(NO_API_KEY);
    expect(Plain.isFlexible(0)).toBe(false);
  });

  test("uses one codec for every value of a version", () => {
    for (const version of [2, 3, 4, 2, 3, 4]) {
      const writer = new Writer();
      Versioned.encode(writer, version, { name: "orders" });
      expect(Versioned.decode(new Reader(writer.finish()), version)).toEqual({ name: "orders" });
    }
  });

  for (const version of [1, 5, -1, 2.5, NaN, 2 ** 31]) {
    test(`refuses version ${version}`, () => {
      expect(() => Versioned.decode(new Reader(new Uint8Array(9)), version)).toThrow(
        UnsupportedVersionError,
      );
      expect(() => Versioned.encode(new Writer(), version, { name: "" })).toThrow(
        `Cannot use Versioned version ${version}: versions 2 to 4 exist`,
      );
    });
  }
});
