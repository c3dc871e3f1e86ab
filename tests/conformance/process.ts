/**
 * Runs a program to its end with a time limit and keeps what it printed.
 *
 * @module
 */

/** How a program ended and what it printed. */
export interface Finished {
  /** null where the time limit ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Options of {@linkcode run}. */
export interface RunOptions {
  timeoutMs?: number;
  cwd?: string;
  env?: Record<string, string>;
  /** What the program reads on its standard input; nothing by default. */
  input?: string;
}

/**
 * Runs `command` and waits for it. A program that is still there after `timeoutMs` (60 s unless
 * said) is killed.
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = Bun.spawn([...command], {
    stdin: options.input === undefined ? "ignore" : new TextEncoder().encode(options.input),
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, options.timeoutMs ?? 60_000);
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  clearTimeout(limit);
  return { exitCode: isLate ? null : child.exitCode, stdout, stderr };
}

/** Runs `command` and throws, with the end of what it printed, where it does not end well. */
export async function mustRun(
  command: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const finished = await run(command, options);
  if (finished.exitCode !== 0) {
    const how = finished.exitCode === null ? "did not end in time" : `exit ${finished.exitCode}`;
    const printed = lastLines(finished.stdout + finished.stderr, 15);
    throw new Error(`Cannot run ${command.join(" ")}: ${how}\n${printed}`);
  }
  return finished;
}

/** The last `count` lines of a text that are not empty. */
export function lastLines(text: string, count: number): string {
  return text.split("\n").filter((line) => line.trim() !== "").slice(-count).join("\n");
}
