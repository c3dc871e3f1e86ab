import { expect, test } from "bun:test";
import { progressLine } from "../../lib/cli/progress.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

test("how far a work is stands on a terminal, and nowhere else", () => {
  const shown: string[] = [];
  for (const isTerminal of [true, false, undefined]) {
    const terminal = Object.assign(
      new RecordingTerminal(),
      isTerminal === undefined ? {} : {
        progress: { isTerminal, write: (text: string) => shown.push(`${isTerminal} ${text}`) },
      },
    );
    const line = progressLine({ terminal, environment: environmentOf(new MemoryKafka()) });
    line.show(() => "3 of 4");
    line.end();
    expect(terminal.both).toBe("");
  }
  expect(shown).toEqual(["true \r\x1b[K3 of 4", "true \r\x1b[K"]);
});
