import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemProcesses } from "../../lib/io/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "kedge-processes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT_MS = 20_000;

async function until(condition: () => boolean): Promise<void> {
  const limitMs = Date.now() + LIMIT_MS;
  while (!condition()) {
    if (Date.now() > limitMs) throw new Error("What was waited for did not happen");
    await Bun.sleep(10);
  }
}

test("a process in the background writes to its file, is there, and is ended", async () => {
  const processes = new SystemProcesses();
  const output = join(folder, "out");
  const command = ["/bin/sh", "-c", "echo begun; echo badly >&2; sleep 300 & wait"];
  const pid = processes.startInBackground(command, output);
  await until(() => readFileSync(output, "utf8") === "begun\nbadly\n");
  expect(processes.isRunning(pid)).toBe(true);
  expect(processes.list().find((each) => each.pid === pid)?.command).toEqual(command);
  expect(processes.command(pid)).toEqual(command);
  // The shell's own child is in its group.
  process.kill(-pid, "SIGTERM");
  await until(() => !processes.isRunning(pid));
  expect(processes.terminate(pid)).toBe(false);
}, LIMIT_MS * 2);

test("this process is there and not listed; a number that is nobody's is not", () => {
  const processes = new SystemProcesses();
  expect(processes.isRunning(process.pid)).toBe(true);
  expect(processes.list().some(({ pid }) => pid === process.pid)).toBe(false);
  expect(processes.isRunning(2 ** 30)).toBe(false);
  expect(processes.command(2 ** 30)).toBeNull();
  expect(processes.own[0]).toBe(process.execPath);
});
