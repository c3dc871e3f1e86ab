/**
 * Console blocks of the documentation: `$ command` lines, each followed by what the command prints.
 * In the expected output `...` alone on a line stands for any lines, inside a line for any text.
 *
 * @module
 */

/** One command and its expected output. */
export interface ConsoleStep {
  command: string;
  expected: string[];
}

/** The steps of a console block. A command goes on over lines that end with a backslash. */
export function stepsOfConsole(code: string): ConsoleStep[] {
  const steps: ConsoleStep[] = [];
  const lines = code.replace(/\n$/, "").split("\n");
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (!line.startsWith("$ ")) {
      steps.at(-1)?.expected.push(line);
      continue;
    }
    let command = line.slice(2);
    while (command.endsWith("\\") && index + 1 < lines.length) command += `\n${lines[++index]!}`;
    steps.push({ command, expected: [] });
  }
  return steps;
}

/** True where `printed` is what the pattern lines say, but for space at the ends of lines. */
export function matchesOutput(printed: string, expected: readonly string[]): boolean {
  const source = expected.map((line) => {
    if (line.trim() === "...") return "(?:.*\\n)*";
    return line.trimEnd().split("...").map(escapePattern).join(".*") + "\\s*\\n";
  }).join("");
  const text = printed === "" || printed.endsWith("\n") ? printed : `${printed}\n`;
  return new RegExp(`^${source}\\s*$`).test(text);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
