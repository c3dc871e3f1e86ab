import { describe, expect, test } from "bun:test";
import { uuidFromBytes, uuidToBytes, ZERO_UUID } from "../../lib/bytes/uuid.ts";

describe("uuid", () => {
  test("zeros are the id that stands for none", () => {
    expect(uuidFromBytes(new Uint8Array(16))).toBe(ZERO_UUID);
    expect([...uuidToBytes(ZERO_UUID)]).toEqual(new Array(16).fill(0));
  });

  test("bytes and text go both ways, with the two letters of base64url", () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => 0xfb + i);
    const text = uuidFromBytes(bytes);
    expect(text).toHaveLength(22);
    expect(text).toContain("-");
    expect([...uuidToBytes(text)]).toEqual([...bytes]);
  });

  test("reads 16 bytes of a view, not of what lies around it", () => {
    const whole = new Uint8Array(40).fill(0xff);
    whole.fill(0, 8, 24);
    expect(uuidFromBytes(whole.subarray(8, 24))).toBe(ZERO_UUID);
  });

  test.each(["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAA", "not an id at all"])(
    "refuses %p",
    (text) => expect(() => uuidToBytes(text)).toThrow(RangeError),
  );
});
