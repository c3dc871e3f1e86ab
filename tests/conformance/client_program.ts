/**
 * Runs a client program (Python, JavaScript or Java) and turns its lines into outcomes. The program
 * prints `ok name`, `FAIL name: why` or `skip name: why` per check, and `ask restart` where it
 * wants the broker restarted: it is answered with `done` on its standard input. A check that was
 * expected and never printed is a failure, so a program that dies half-way is not a success.
 *
 * @module
 */
import { lastLines } from "./process.ts";
import type { Report } from "./report.ts";
import type { Context } from "./suite.ts";

/** A client program and the checks it must print. */
export interface ClientProgram {
  /** Name and version of the client, put before each check. */
  name: string;
  command: readonly string[];
  checks: readonly string[];
  /** What it may ask for besides a restart. */
  answers?: Readonly<Record<string, () => Promise<void>>>;
  timeoutMs?: number;
  env?: Record<string, string>;
}

/** Runs the program to its end, reporting each check as it comes. */
export async function runClient(context: Context, program: ClientProgram): Promise<void> {
  const report = context.report.within(program.name);
  const missing = new Set(program.checks);
  const child = Bun.spawn([...program.command], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, ...program.env },
    cwd: context.scratch,
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), program.timeoutMs ?? 300_000);
  const errors = new Response(child.stderr).text();
  for await (const line of linesOf(child.stdout)) {
    if (line.startsWith("ask ")) {
      const answers = { restart: () => context.broker.restart(), ...program.answers };
      child.stdin.write(await answer(line.slice(4), answers));
      child.stdin.flush();
      continue;
    }
    reportLine(line, { checks: program.checks, missing, report });
  }
  await child.exited;
  clearTimeout(limit);
  const last = lastLines(await errors, 3);
  for (const name of missing) report.fail(name, `the program ended before it: ${last}`);
}

/** Reports the check that a line of output names; any other line says nothing. */
export function reportLine(
  line: string,
  run: { checks: readonly string[]; missing: Set<string>; report: Report },
): void {
  const { checks, missing, report } = run;
  const [, outcome, rest] = /^(ok|FAIL|skip) (.*)$/.exec(line) ?? [];
  if (rest === undefined) return;
  // The longest, where one name begins like another.
  const name = checks.filter((check) => rest === check || rest.startsWith(`${check}: `))
    .sort((a, b) => b.length - a.length)[0];
  if (name === undefined || !missing.delete(name)) {
    report.fail(rest, "the program printed a check that is not expected (again)");
  } else if (outcome === "ok") report.ok(name);
  else if (outcome === "skip") report.skip(name, rest.slice(name.length + 2));
  else report.fail(name, rest.slice(name.length + 2));
}

async function answer(
  word: string,
  answers: Readonly<Record<string, () => Promise<void>>>,
): Promise<string> {
  const act = answers[word];
  if (act === undefined) return `the harness does not know "${word}"\n`;
  try {
    await act();
    return "done\n";
  } catch (error) {
    return `${String(error).replaceAll("\n", " ")}\n`;
  }
}

/** The lines of a program's output as they come. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
