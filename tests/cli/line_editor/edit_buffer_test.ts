import { expect, test } from "bun:test";
import { EditBuffer } from "../../../lib/cli/line_editor/edit_buffer.ts";

/** The line with a bar where the cursor is, after the edits. */
function after(start: string, ...edits: ((buffer: EditBuffer) => void)[]): string {
  const buffer = new EditBuffer();
  buffer.reset(start);
  for (const edit of edits) edit(buffer);
  return `${buffer.before}|${buffer.text.slice(buffer.before.length)}`;
}

test("text goes in where the cursor is", () => {
  expect(after("ab", (b) => b.move(-1), (b) => b.insert("né"))).toBe("ané|b");
  expect(after("ab", (b) => b.move(-9), (b) => b.delete())).toBe("|b");
  expect(after("ab", (b) => b.move(9), (b) => b.delete(), (b) => b.backspace())).toBe("a|");
  expect(after("", (b) => b.backspace())).toBe("|");
});

test("words and the line go away", () => {
  expect(after("get /a /b ", (b) => b.killWord())).toBe("get /a |");
  expect(after("get /a", (b) => b.move(-2), (b) => b.killToEnd())).toBe("get |");
  expect(after("get /a", (b) => b.move(-2), (b) => b.killLine())).toBe("|/a");
  expect(after("get /a", (b) => b.replaceBefore(2, "/alpha"))).toBe("get /alpha|");
});

test("the cursor goes by words", () => {
  expect(after("get  /a", (b) => b.wordLeft())).toBe("get  |/a");
  expect(after("get  /a", (b) => b.wordLeft(), (b) => b.wordLeft())).toBe("|get  /a");
  expect(after("get  /a", (b) => b.move(-7), (b) => b.wordRight())).toBe("get|  /a");
  expect(after("get  /a", (b) => b.move(-4), (b) => b.wordRight())).toBe("get  /a|");
});

test("characters outside of the basic plane are one each", () => {
  expect(after("a\u{1f600}b", (b) => b.move(-1), (b) => b.backspace())).toBe("a|b");
});
