import { expect, test } from "bun:test";
import { hexDump } from "../../../lib/cli/zookeeper/hex_dump.ts";

test("rows of sixteen, with what can be read beside them", () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, at) => at + 0x5f);
  expect(hexDump(bytes)).toBe(
    `         +-------------------------------------------------+
         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
+--------+-------------------------------------------------+----------------+
|00000000| 5f 60 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e |_\`abcdefghijklmn|
|00000010| 6f 70                                           |op              |
+--------+-------------------------------------------------+----------------+`,
  );
  expect(hexDump(new Uint8Array(0))).toBe("");
});
