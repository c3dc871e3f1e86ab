/**
 * `kedge completion bash|zsh|fish`: prints what makes a shell complete the commands, the scripts
 * and their options, from the tables by which the commands read them.
 *
 * @module
 */

import type { Command, CompletableOption } from "./command.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { zshScript } from "./completion/zsh.ts";
import { commands } from "./mod.ts";

/** A command as shells see it. */
export interface CompletableCommand {
  readonly name: string;
  readonly summary: string;
  /** Names that mean it as a command of their own, with and without `.sh`. */
  readonly scripts: readonly string[];
  readonly options: readonly CompletableOption[];
}

const SHELLS: ReadonlyMap<string, (commands: readonly CompletableCommand[]) => string> = new Map([
  ["bash", bashScript],
  ["zsh", zshScript],
  ["fish", fishScript],
]);

const USAGE = `usage: kedge completion bash|zsh|fish

bash: eval "$(kedge completion bash)"        in ~/.bashrc
zsh:  eval "$(kedge completion zsh)"         in ~/.zshrc, after compinit
fish: kedge completion fish | source         in ~/.config/fish/config.fish
`;

export const completion: Command = {
  name: "completion",
  script: "",
  summary: "Print what makes a shell complete kedge's words",
  async run(args, terminal) {
    const [shell = "", ...rest] = args;
    const script = SHELLS.get(shell);
    const isHelp = shell === "--help" || shell === "-h";
    if (script === undefined || rest.length > 0) {
      if (isHelp) terminal.stdout(USAGE);
      else terminal.stderr(USAGE);
    } else terminal.stdout(script(await completableCommands()));
    await terminal.flush().catch(() => {/* nobody reads any more */});
    return script !== undefined && rest.length === 0 || isHelp ? 0 : 2;
  },
};

/** All commands, each loaded for its options. */
export async function completableCommands(): Promise<CompletableCommand[]> {
  return await Promise.all(commands.map(async ({ name, summary, scripts, load }) => ({
    name,
    summary,
    scripts: scripts.flatMap((script) => [script, script.replace(/\.sh$/, "")]),
    options: (await load()).options ?? [],
  })));
}
