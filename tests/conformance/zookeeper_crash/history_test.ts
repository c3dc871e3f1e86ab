import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOf, readHistory } from "./history.ts";

test("a history that was cut is told from a whole one", () => {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  try {
    const path = join(folder, "a.jsonl");
    const line = '{"kind":"lost","session":"1"}\n';
    writeFileSync(path, `${line}{"kind":"lo`);
    expect(linesOf(readHistory(path, "cut"), "lost")).toHaveLength(1);
    expect(() => readHistory(path, "whole")).toThrow("did not come to its end");
    writeFileSync(path, `${line}{"kind":"end of history"}\n`);
    expect(readHistory(path, "whole")).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
