import { describe, expect, test } from "bun:test";
import { LineEditor } from "../../../lib/cli/line_editor/line_editor.ts";
import { turns } from "../../client/run_clock.ts";
import { RecordingTerminal } from "../recording_terminal.ts";

const WORDS = ["get", "getAcl", "getAllChildrenNumber", "ls"];

/** A terminal of twenty columns, and what it shows at last. */
class Screen extends RecordingTerminal {
  readonly columns = 20;
  readonly modes: string[] = [];

  setRawMode(mode: "raw" | "line"): void {
    this.modes.push(mode);
  }

  /** The rows, by the few sequences that the editor sends. */
  get rows(): string[] {
    const rows: string[] = [""];
    let [row, column] = [0, 0];
    // deno-lint-ignore no-control-regex -- what terminals are told
    for (const [part] of this.out.matchAll(/\x1b\[(\d*)([A-Z])|[^]/gu)) {
      // deno-lint-ignore no-control-regex -- what terminals are told
      const [, count = "", letter] = /^\x1b\[(\d*)([A-Z])$/.exec(part) ?? [];
      if (letter === "A") row -= Number(count);
      else if (letter === "C") column += Number(count);
      else if (letter === "J") {
        rows.length = row + 1;
        rows[row] = rows[row]!.slice(0, column);
      } else if (part === "\r") column = 0;
      else if (part === "\n") row += 1;
      else if (part !== "\x07") {
        if (column === this.columns) [row, column] = [row + 1, 0];
        rows[row] = (rows[row] ?? "").padEnd(column).slice(0, column) + part +
          (rows[row] ?? "").slice(column + 1);
        column += 1;
      }
      while (rows.length <= row) rows.push("");
    }
    return rows;
  }
}

function complete(before: string) {
  const word = /\S*$/.exec(before)![0];
  const candidates = WORDS.filter((each) => each.startsWith(word));
  return Promise.resolve({ word, candidates, ending: " " });
}

async function type(...lines: string[]) {
  const screen = new Screen(lines.join(""));
  const editor = new LineEditor(screen, { complete });
  const read: string[] = [];
  for (;;) {
    const outcome = await editor.readLine("> ");
    if (outcome.kind !== "line") return { screen, read, end: outcome.kind };
    read.push(outcome.line);
  }
}

describe("a line that is typed", () => {
  test("is read, with keys one by one only meanwhile", async () => {
    const { screen, read, end } = await type("ls /\r");
    expect([read, end]).toEqual([["ls /"], "end"]);
    expect(screen.modes).toEqual(["raw", "line", "raw", "line"]);
    expect(screen.rows.slice(0, 2)).toEqual(["> ls /", "> "]);
  });

  test("can be changed anywhere", async () => {
    const { read, screen } = await type("l /a\x1b[D\x1b[D\x1b[Ds\x05b\x7fc\r");
    expect(read).toEqual(["ls /ac"]);
    expect(screen.rows[0]).toBe("> ls /ac");
  });

  test("comes back by the arrow keys", async () => {
    const { read } = await type("ls /\r", "get /a\r", "\x1b[A\x1b[A\x1b[B\x7fb\r");
    expect(read).toEqual(["ls /", "get /a", "get /b"]);
  });

  test("may be wider than the terminal", async () => {
    const { read, screen } = await type("create /a 0123456789 more\x01x\r");
    expect(read).toEqual(["xcreate /a 0123456789 more"]);
    expect(screen.rows.slice(0, 2)).toEqual(["> xcreate /a 0123456", "789 more"]);
  });

  test("fills a row to its end", async () => {
    const { read, screen } = await type("012345678901234567", "\x1b[D\x1b[D!\r");
    expect(read).toEqual(["0123456789012345!67"]);
    expect(screen.rows.slice(0, 2)).toEqual(["> 0123456789012345!6", "7"]);
  });

  test("ends the reading with control-D where it is empty, and with control-C", async () => {
    expect((await type("x\x04\x1b[D\x04\x04")).end).toBe("end");
    expect((await type("abc\x03")).end).toBe("interrupted");
  });
});

describe("Tab", () => {
  test("completes the only one, with a space", async () => {
    expect((await type("l\t/\r")).read).toEqual(["ls /"]);
  });

  test("completes what all share, then shows them", async () => {
    const { read, screen } = await type("g\t", "\t\r");
    expect(read).toEqual(["get"]);
    expect(screen.out).toContain("get\r\ngetAcl\r\ngetAllChildrenNumber\r\n");
  });

  test("rings where there is none", async () => {
    expect((await type("x\t\r")).screen.out).toContain("\x07");
  });
});

test("what is printed meanwhile goes above the line", async () => {
  const input = new TransformStream<Uint8Array, Uint8Array>();
  const writer = input.writable.getWriter();
  const screen = new Screen(input.readable);
  const editor = new LineEditor(screen, { complete });
  const reading = editor.readLine("> ");
  await writer.write(new TextEncoder().encode("ls"));
  await turns();
  editor.print("an event\n");
  expect(screen.rows).toEqual(["an event", "> ls"]);
  await writer.write(new TextEncoder().encode(" /\r"));
  expect(await reading).toEqual({ kind: "line", line: "ls /" });
  editor.print("another\n");
  expect(screen.rows).toEqual(["an event", "> ls /", "another", ""]);
});
