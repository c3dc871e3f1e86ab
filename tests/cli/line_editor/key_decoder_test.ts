import { expect, test } from "bun:test";
import { KeyDecoder } from "../../../lib/cli/line_editor/key_decoder.ts";

function keysOf(...chunks: string[]): string[] {
  const decoder = new KeyDecoder();
  return chunks.flatMap((chunk) => decoder.decode(new TextEncoder().encode(chunk)))
    .map((key) => key.name === "text" ? `"${key.text}"` : key.name);
}

test.each([
  ["ls /é\r", ['"ls /é"', "accept"]],
  ["a\x01b\x05\x7f\x15", ['"a"', "start of line", '"b"', "end of line", "backspace", "kill line"]],
  ["\x1b[A\x1bOB\x1b[C\x1b[D", ["up", "down", "right", "left"]],
  ["\x1b[H\x1b[4~\x1b[3~\x1b[1;5D\x1bf", [
    "start of line",
    "end of line",
    "delete",
    "word left",
    "word right",
  ]],
  ["\x1b[99~\x1bz\x02", ["none", "none", "left"]],
  ["\t\x03\x04\x0c\x17\x0b", [
    "complete",
    "interrupt",
    "delete or end",
    "clear screen",
    "kill word",
    "kill to end",
  ]],
  ["a\r\nb\n", ['"a"', "accept", '"b"', "accept"]],
])("%j", (typed, keys) => {
  expect(keysOf(typed)).toEqual(keys);
});

test("a key may come in pieces", () => {
  expect(keysOf("\x1b", "[", "A", "x")).toEqual(["up", '"x"']);
  const decoder = new KeyDecoder();
  const [first, second] = new TextEncoder().encode("é");
  expect(decoder.decode(Uint8Array.of(first!))).toEqual([]);
  expect(decoder.decode(Uint8Array.of(second!))).toEqual([{ name: "text", text: "é" }]);
});
