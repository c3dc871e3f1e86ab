import { expect, test } from "bun:test";
import { lineBreaks } from "../../lib/cli/line_break.ts";

/** Lines with a dot where Java's BreakIterator (17, US) lets them break. */
const rows: readonly string[] = [
  "a ·(b) ·[c] ·{d} ·e) ·f·( ·g",
  "port,...,·hostname:·port",
  "(e.·g. ·--·foo=bar) ·[command-·config] ·'a.·b.·c' ·\"quoted ·text\" ·50% ·x/y ·#hash ·{x} ·<y>",
  "timestamp/-·1·(latest)·/-·2·(earliest)",
  "a\t·b \t·c",
  "'([^:,]·*)·(?::·(?:·([0-·9]·*)·|·(?:·([0-·9]·*)·-([0-·9]·*))))?'",
  '1.5·e10 ·3,000.5 ·-2 ·x-·2 ·2-·x ·$5 ·"5" ·a1b2 ·1a ·12-·34 ·12--·34 ·a;·b!·c?·d',
  "key=value,·key2=value2... ·end",
  "--- ·-- ·- ·a-- ·--·b",
  "don't ·'a'-·b ·a-'b' ·x.'y ·(a)'b' ·x)'> ·x)\"·>",
  "org.·apache.·kafka.·tools.·DefaultMessageFormatter",
];

test.each(rows)("lineBreaks() breaks %j", (marked) => {
  const pieces = marked.split("·");
  expect(lineBreaks(pieces.join(""))).toEqual(pieces);
});

test("lineBreaks() gives every character back, whatever the text", () => {
  for (const text of ["", " ", "한국어 텍스트", "\u0000\n\u2028x", "😀-😀", "  a", "''", "\t\t"]) {
    expect(lineBreaks(text).join("")).toBe(text);
  }
});
