/**
 * The list of four-letter words: a new one is one file and one line here.
 *
 * @module
 */
import type { Command, CommandContext } from "./command.ts";
import { conf } from "./conf.ts";
import { cons } from "./cons.ts";
import { crst } from "./crst.ts";
import { dirs } from "./dirs.ts";
import { dump } from "./dump.ts";
import { envi } from "./envi.ts";
import { isro } from "./isro.ts";
import { mntr } from "./mntr.ts";
import { ruok } from "./ruok.ts";
import { srst } from "./srst.ts";
import { srvr } from "./srvr.ts";
import { stat } from "./stat.ts";
import { wchs } from "./wchs.ts";

const commands: readonly Command[] = [
  conf,
  cons,
  crst,
  dirs,
  dump,
  envi,
  isro,
  mntr,
  ruok,
  srst,
  srvr,
  stat,
  wchs,
];

/** ZooKeeper's words that are not served here; they are answered as words not allowed are. */
const UNSERVED_WORDS = ["gtmk", "hash", "stmk", "wchc", "wchp"];

const commandsByWord = new Map(commands.map((command) => [command.word, command]));
const knownWords = new Set([...commandsByWord.keys(), ...UNSERVED_WORDS]);

/**
 * The word that a connection's first four bytes make, or null where they are the length of a
 * request. The words are above any length that a request may have.
 *
 * @param first the bytes as a big-endian int
 */
export function wordOf(first: number): string | null {
  const word = String.fromCharCode(first >>> 24, first >> 16 & 255, first >> 8 & 255, first & 255);
  return knownWords.has(word) ? word : null;
}

/**
 * What the server answers to a word.
 *
 * @param word one of the known words
 * @param options.allowed the words to answer; `*` is all
 */
export function runCommand(
  word: string,
  options: { allowed: readonly string[]; context: CommandContext },
): string {
  const command = commandsByWord.get(word);
  const isAllowed = options.allowed.includes("*") || options.allowed.includes(word);
  if (command === undefined || !isAllowed) {
    return `${word} is not executed because it is not in the whitelist.\n`;
  }
  return command.run(options.context);
}
