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

test.each([["SIGINT", 130], ["SIGTERM", 143]] as const)("%s is told", async (signal, code) => {
  const child = start();
  const errors = child.stderr.getReader();
  await errors.read();
  child.kill(signal);
  expect(await child.exited).toBe(code);
});

test("output that nobody reads is an error of its own", async () => {
  const child = start();
  await child.stdout.cancel();
  const errors = new Response(child.stderr).text();
  try {
    while (child.exitCode === null) {
      await child.stdin.write("x".repeat(1 << 16));
      await child.stdin.flush();
    }
  } catch {
    // The child ends as soon as it finds out, so the next write to it fails.
  }
  expect(await errors).toBe("ready\nclosed\n");
  expect(await child.exited).toBe(3);
});
