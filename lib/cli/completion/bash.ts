/**
 * Completion for bash.
 *
 * @module
 */

import type { CompletableCommand } from "../completion.ts";

/** The script, for `eval`. */
export function bashScript(commands: readonly CompletableCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const scripts = commands.flatMap(({ scripts }) => scripts).join(" ");
  return `_kedge() {
  local word=\${COMP_WORDS[COMP_CWORD]} name=\${COMP_WORDS[0]##*/}
  name=\${name%.sh}
  if [[ $name == kedge ]]; then
    if ((COMP_CWORD == 1)); then
      COMPREPLY=($(compgen -W "${names}" -- "$word"))
      return
    fi
    name=\${COMP_WORDS[1]%.sh}
  fi
  local options=
  case $name in
${commands.map(caseOf).join("")}  esac
  COMPREPLY=()
  [[ $word == -* ]] && COMPREPLY=($(compgen -W "$options" -- "$word"))
}
complete -o default -F _kedge kedge ${scripts}
`;
}

function caseOf({ name, scripts, options }: CompletableCommand): string {
  if (options.length === 0) return "";
  const patterns = new Set([name, ...scripts.map((script) => script.replace(/\.sh$/, ""))]);
  const words = options.map((option) => `--${option.name}`).join(" ");
  return `    ${[...patterns].join("|")}) options="${words}" ;;\n`;
}
