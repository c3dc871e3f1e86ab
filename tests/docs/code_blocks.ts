/**
 * Finds the code in documentation: fenced blocks of Markdown files and of docstrings.
 *
 * @module
 */

/** A fenced block. */
export interface CodeBlock {
  /** Of its first line of code, from 1. */
  line: number;
  /** What stands after the opening fence: `ts`, `console`, `console ignore`. */
  fence: string;
  code: string;
}

/** The fenced blocks of a Markdown text. */
export function blocksOfMarkdown(text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { line: number; fence: string; indent: string; lines: string[] } | undefined;
  text.split("\n").forEach((line, index) => {
    const match = /^(\s*)```(.*)$/.exec(line);
    if (open === undefined) {
      if (match === null) return;
      open = { line: index + 2, fence: match[2]!.trim(), indent: match[1]!, lines: [] };
    } else if (match !== null && match[2] === "") {
      blocks.push({ line: open.line, fence: open.fence, code: open.lines.join("\n") + "\n" });
      open = undefined;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
  });
  return blocks;
}

/** The fenced blocks that follow an `@example` in the docstrings of a TypeScript text. */
export function examplesOfTypeScript(text: string): CodeBlock[] {
  const examples: CodeBlock[] = [];
  for (const comment of text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)) {
    if (!comment[0].includes("@example")) continue;
    const startLine = text.slice(0, comment.index).split("\n").length - 1;
    const plain = comment[0].split("\n").map((line) => line.replace(/^\s*\/?\*+\/? ?/, ""));
    const from = plain.findIndex((line) => line.startsWith("@example"));
    const kept = plain.map((line, index) => index < from ? "" : line).join("\n");
    for (const block of blocksOfMarkdown(kept)) {
      examples.push({ ...block, line: block.line + startLine });
    }
  }
  return examples;
}
