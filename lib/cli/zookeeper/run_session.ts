/**
 * One call of a ZooKeeper shell: one command, or the lines of a person or of standard input.
 *
 * @module
 */

import type { CommandContext, Terminal } from "../command.ts";
import type { Completion } from "../line_editor/completion.ts";
import { LineEditor } from "../line_editor/line_editor.ts";
import { readLines } from "../read_lines.ts";
import { Shell, type ShellSettings } from "./shell.ts";
import { ShellError } from "./shell_error.ts";

/** What a process ends with that SIGINT ended, which is what control-C on a terminal sends. */
const INTERRUPTED = 130;

/** What a call says. */
export interface ShellSession extends ShellSettings {
  /** The command, if one is in the arguments. */
  readonly words: readonly string[];
  /** Whether to go on only when it is connected, and to fail where it is not in time. */
  readonly waitsForConnection?: boolean;
}

/** Runs the call; returns the exit code. */
export async function runSession(context: CommandContext, call: ShellSession): Promise<number> {
  const { terminal } = context;
  terminal.stdout(`Connecting to ${call.connectString}\n`);
  const shell = new Shell(context, call);
  try {
    shell.connect();
    if (call.waitsForConnection && !await shell.connectedWithin(call.sessionTimeoutMs)) {
      throw new ShellError("KeeperErrorCode = ConnectionLoss");
    }
    if (call.words.length === 0) return await runLines(shell, context, call);
    await shell.runWords(call.words);
    return shell.exitCode;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    terminal.stderr(`${error.message}\n`);
    return error.exitCode;
  } finally {
    await shell.end();
    await terminal.flush().catch(() => {/* nobody reads any more */});
  }
}

async function runLines(
  shell: Shell,
  { terminal }: CommandContext,
  { kind }: ShellSession,
): Promise<number> {
  const edits = terminal.isTerminal;
  const isEnabled = edits || kind === "zkCli";
  terminal.stdout(
    `Welcome to ZooKeeper!\nJLine support is ${isEnabled ? "enabled" : "disabled"}\n`,
  );
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<number>();
  const release = terminal.onInterrupt(interrupt);
  try {
    await shell.connected();
    const lines = edits ? typedLines(shell, terminal) : pipedLines(shell, { terminal, kind });
    const running = runEach(shell, lines);
    return await Promise.race([running, interrupted]);
  } finally {
    release();
  }
}

async function runEach(shell: Shell, lines: AsyncIterable<string | null>): Promise<number> {
  for await (const line of lines) {
    if (line === null) return INTERRUPTED;
    await shell.run(line);
    if (shell.hasQuit) break;
  }
  return shell.exitCode;
}

/** Lines of a person; null where they interrupt. */
async function* typedLines(shell: Shell, terminal: Terminal): AsyncGenerator<string | null, void> {
  const editor = new LineEditor(terminal, { complete: (before) => complete(shell, before) });
  shell.print = shell.warn = (text) => editor.print(text);
  for (;;) {
    const outcome = await editor.readLine(shell.prompt);
    if (outcome.kind === "end") return;
    yield outcome.kind === "line" ? outcome.line : null;
  }
}

async function complete(shell: Shell, before: string): Promise<Completion> {
  const word = /\S*$/.exec(before)![0];
  if (word.startsWith("/")) {
    return { word, candidates: await shell.completePath(word), ending: "" };
  }
  const isCommand = before.trimStart() === word;
  const candidates = isCommand ? shell.commandNames.filter((name) => name.startsWith(word)) : [];
  return { word, candidates, ending: " " };
}

/** Lines of standard input; zkCli.sh shows its prompts all the same. */
async function* pipedLines(
  shell: Shell,
  { terminal, kind }: { terminal: Terminal; kind: ShellSettings["kind"] },
): AsyncGenerator<string, void> {
  const prompt = async () => {
    if (kind === "zkCli") terminal.stdout(shell.prompt);
    await terminal.flush();
  };
  await prompt();
  for await (const line of readLines(terminal.stdin)) {
    yield line;
    await prompt();
  }
  if (kind === "zkCli") terminal.stdout("\n");
}
