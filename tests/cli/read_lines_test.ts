import { expect, test } from "bun:test";
import { readLines } from "../../lib/cli/read_lines.ts";

async function linesOf(chunks: readonly (string | Uint8Array)[]): Promise<string[]> {
  async function* input() {
    for (const chunk of chunks) {
      yield await Promise.resolve(
        typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk,
      );
    }
  }
  return await Array.fromAsync(readLines(input()));
}

test("lines end by line feed, carriage return or both, however the input is cut", async () => {
  expect(await linesOf(["a\nb\r", "\nc\rd", "\n", "\ne"])).toEqual(["a", "b", "c", "d", "", "e"]);
  expect(await linesOf(["a\n"])).toEqual(["a"]);
  expect(await linesOf(["a\r"])).toEqual(["a"]);
  expect(await linesOf([])).toEqual([]);
});

test("characters of several bytes may be cut as well", async () => {
  const bytes = new TextEncoder().encode("한글\n값");
  const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(await linesOf(chunks)).toEqual(["한글", "값"]);
});
