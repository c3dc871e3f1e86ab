/**
 * The file of recorded answers: under each scenario's name, its lines.
 *
 * @module
 */
import { join } from "node:path";

export const ANSWERS_FILE = join(import.meta.dir, "answers_3_9.txt");
const HEADING = "## ";

/** The file for these answers. */
export function answersText(answers: ReadonlyMap<string, readonly string[]>): string {
  let text = "";
  for (const [name, lines] of answers) text += `${HEADING}${name}\n${lines.join("\n")}\n\n`;
  return text;
}

/** The answers in a file, each as one text. */
export function readAnswers(text: string): Map<string, string> {
  const answers = new Map<string, string>();
  for (const part of text.split(`\n${HEADING}`)) {
    const plain = part.startsWith(HEADING) ? part.slice(HEADING.length) : part;
    const end = plain.indexOf("\n");
    answers.set(plain.slice(0, end), plain.slice(end + 1).trimEnd());
  }
  return answers;
}
