/**
 * Completion for zsh.
 *
 * @module
 */

import type { CompletableCommand } from "../completion.ts";
import { oneLine } from "./one_line.ts";

/** The script, for `eval` after compinit. */
export function zshScript(commands: readonly CompletableCommand[]): string {
  const scripts = commands.flatMap(({ scripts }) => scripts).join(" ");
  const names = commands.map(({ name, summary }) => `      ${described(name, summary)}\n`).join("");
  return `_kedge() {
  local name=\${\${words[1]:t}%.sh}
  local -a options
  if [[ $name == kedge ]]; then
    if ((CURRENT == 2)); then
      options=(
${names}      )
      _describe command options
      return
    fi
    name=\${words[2]%.sh}
  fi
  case $name in
${commands.map(caseOf).join("")}  esac
  if [[ $PREFIX == -* ]]; then
    _describe option options
  else
    _files
  fi
}
compdef _kedge kedge ${scripts}
`;
}

function caseOf({ name, scripts, options }: CompletableCommand): string {
  if (options.length === 0) return "";
  const patterns = new Set([name, ...scripts.map((script) => script.replace(/\.sh$/, ""))]);
  const words = options
    .map((option) => `      ${described(`--${option.name}`, option.description)}\n`).join("");
  return `    ${[...patterns].join("|")}) options=(\n${words}    ) ;;\n`;
}

/** `name:what it is`, quoted. */
function described(name: string, description: string): string {
  return `'${name}:${oneLine(description).replaceAll(":", "\\:")}'`;
}
