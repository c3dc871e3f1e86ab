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
import { gtmk } from "./gtmk.ts";
import { hash } from "./hash.ts";
import { isro } from "./isro.ts";
import { mntr } from "./mntr.ts";
import { ruok } from "./ruok.ts";
import { srst } from "./srst.ts";
import { srvr } from "./srvr.ts";
import { stat } from "./stat.ts";
import { stmk, TRACE_MASK_BYTES } from "./stmk.ts";
import { wchc } from "./wchc.ts";
import { wchp } from "./wchp.ts";
import { wchs } from "./wchs.ts";

const commands: readonly Command[] = [
  conf,
  cons,
  crst,
  dirs,
  dump,
  envi,
  gtmk,
  hash,
  isro,
  mntr,
  ruok,
  srst,
  srvr,
  stat,
  stmk,
  wchc,
  wchp,
  wchs,
];

const WORD_BYTES = 4;
/** Answered whatever the list of allowed words says: zkServer.sh depends on it. */
const ALWAYS_ALLOWED = "srvr";

const commandsByWord = new Map(commands.map((command) => [command.word, command]));

/**
 * The word that a connection's first four bytes make, or null where they are the length of a
 * request. The words are above any length that a request may have.
 *
 * @param first the bytes as a big-endian int
 */
export function wordOf(first: number): string | null {
  const word = String.fromCharCode(first >>> 24, first >> 16 & 255, first >> 8 & 255, first & 255);
  return commandsByWord.has(word) ? word : null;
}

/**
 * What stands behind a word: the mask of stmk, which must come together with it; 0 for the others.
 * Null where it is not there.
 *
 * @param chunk the bytes that the word ended in
 */
export function argumentOf(word: string, chunk: Uint8Array): bigint | null {
  if (word !== stmk.word) return 0n;
  const bytes = chunk.subarray(WORD_BYTES, WORD_BYTES + TRACE_MASK_BYTES);
  if (bytes.length < TRACE_MASK_BYTES) return null;
  return new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0);
}

/**
 * What the server answers to a word.
 *
 * @param word one of the known words
 * @param options.allowed the words to answer; `*` is all
 * @param options.argument the long behind the word, of the word that has one
 */
export function runCommand(
  word: string,
  options: { allowed: readonly string[]; context: CommandContext; argument?: bigint },
): string {
  const { allowed, context, argument = 0n } = options;
  const command = commandsByWord.get(word);
  const isAllowed = word === ALWAYS_ALLOWED || allowed.includes("*") || allowed.includes(word);
  if (command === undefined || !isAllowed) {
    return `${word} is not executed because it is not in the whitelist.\n`;
  }
  return command.run(context, argument);
}
