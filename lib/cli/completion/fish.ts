/**
 * Completion for fish.
 *
 * @module
 */

import type { CompletableOption } from "../command.ts";
import type { CompletableCommand } from "../completion.ts";
import { oneLine } from "./one_line.ts";

/** The script, for `source`. */
export function fishScript(commands: readonly CompletableCommand[]): string {
  const lines = commands.flatMap(({ name, summary, scripts, options }) => [
    `complete -c kedge -f -n __fish_use_subcommand -a ${name} -d '${oneLine(summary)}'`,
    ...options.map((option) =>
      `complete -c kedge -n '__fish_seen_subcommand_from ${[name, ...scripts].join(" ")}' ` +
      optionWords(option)
    ),
    ...scripts.flatMap((script) =>
      options.map((option) => `complete -c ${script} ${optionWords(option)}`)
    ),
  ]);
  return `${lines.join("\n")}\n`;
}

function optionWords({ name, argument, description }: CompletableOption): string {
  const takes = argument === undefined ? "" : " -r";
  return `-l ${name}${takes} -d '${oneLine(description)}'`;
}
