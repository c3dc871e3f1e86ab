import { describe, expect, test } from "bun:test";
import { ProgressLine } from "../../lib/io/progress_line.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";

function line(isTerminal: boolean) {
  const clock = new MemoryClock();
  const written: string[] = [];
  const output = { isTerminal, write: (text: string) => void written.push(text) };
  return { clock, written, progress: new ProgressLine(output, clock) };
}

describe("a progress line", () => {
  test("is written over, not more often than eyes follow, and taken away", () => {
    const { clock, written, progress } = line(true);
    progress.show(() => "1");
    progress.show(() => "2");
    clock.advance(200);
    progress.show(() => "3");
    progress.end();
    progress.end();
    expect(written).toEqual(["\r\x1b[K1", "\r\x1b[K3", "\r\x1b[K"]);
    progress.show(() => "4");
    expect(written.at(-1)).toBe("\r\x1b[K4");
  });

  test("is not there where the output is no terminal", () => {
    const { written, progress } = line(false);
    progress.show(() => {
      throw new Error("nobody reads it");
    });
    progress.end();
    expect(written).toEqual([]);
  });
});
