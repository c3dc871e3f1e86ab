import { expect, test } from "bun:test";
import { join } from "node:path";

const PROGRAM = join(import.meta.dir, "system_terminal_program.ts");

function start() {
  return Bun.spawn([process.execPath, PROGRAM], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
}

test("what is read from standard input can be written to standard output, whole", async () => {
  const child = start();
  const text = "line\n".repeat(100_000);
  child.stdin.write(text);
  child.stdin.end();
  expect(await new Response(child.stdout).text()).toBe(text);
  expect(await child.exited).toBe(0);
});

test("a signal is told", async () => {
  const child = start();
  const errors = child.stderr.getReader();
  await errors.read();
  child.kill("SIGINT");
  expect(await child.exited).toBe(130);
});

test("output that nobody reads is an error of its own", async () => {
  const child = start();
  await child.stdout.cancel();
  const errors = new Response(child.stderr).text();
  // The child ends as soon as it finds out, so later writes to it fail.
  for (let i = 0; i < 100 && child.exitCode === null; i++) {
    child.stdin.write("x".repeat(1 << 16));
    await Promise.resolve(child.stdin.flush()).catch(() => {/* it has ended */});
  }
  expect(await errors).toBe("ready\nclosed\n");
  expect(await child.exited).toBe(3);
});
