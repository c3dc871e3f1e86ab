import { expect, test } from "bun:test";
import { positionsOf, positionsText } from "../../../lib/rest/resources/positions.ts";

test("positionsOf() and positionsText() are each other's inverse", () => {
  const positions = positionsOf("0:17,2:0", { partitions: 3 });
  expect(positions).toEqual([{ partition: 0, offset: 17 }, { partition: 2, offset: 0 }]);
  const next = positions.map(({ partition, offset }) => ({
    partition_id: partition,
    next_offset: offset,
  }));
  expect(positionsText(next)).toBe("0:17,2:0");
});

test.each([["", ""], ["0", "0"], ["0:1,", ""], ["3:0", "3:0"], ["0:1,0:2", "0:2"], [
  "0:-1",
  "0:-1",
]])(
  "positionsOf(%j) is refused",
  (text, found) => {
    expect(() => positionsOf(text, { partitions: 3 })).toThrow(
      `Cannot take query offsets: found ${
        JSON.stringify(found)
      }; allowed: partition:offset, each ` +
        "partition from 0 to 2 once",
    );
  },
);
