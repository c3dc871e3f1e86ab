/**
 * Where a line of help may break: after spaces, hyphens and closing punctuation, before opening
 * punctuation, not within a number. These are the rules by which the help of Kafka's scripts breaks
 * (Java's BreakIterator), for the characters that help texts have.
 *
 * @module
 */

/** Opening punctuation and currency signs: they begin a piece. */
const OPENING = '\\p{Ps}\\p{Pi}\\p{Sc}"';
/** Closing punctuation: it ends a piece. */
const CLOSING = '\\p{Pe}\\p{Pf}"!%.,:;?';
/** A piece's middle: a word without any of these, or a number such as `-3,000.5`. */
const WORD = `[^${OPENING}${CLOSING}\\p{Pd}\\s]*`;
const NUMBER = `[${OPENING}\\p{Pd}]*\\p{Nd}+(?:[.,]\\p{Nd}+)*`;
const ENDING = `(?:\\p{Pd}+|[${CLOSING}]*) *\\t?`;

const WORD_PIECE = new RegExp(`[${OPENING}]*${WORD}${ENDING}`, "uy");
const NUMBER_PIECE = new RegExp(`[${OPENING}]*${NUMBER}${ENDING}`, "uy");

/** The text in pieces that hold together; joined, they are the text. */
export function lineBreaks(text: string): string[] {
  const pieces: string[] = [];
  let offset = 0;
  while (offset < text.length) {
    const length = Math.max(
      matchLength(WORD_PIECE, text, offset),
      matchLength(NUMBER_PIECE, text, offset),
      1,
    );
    const piece = text.slice(offset, offset + length);
    const last = pieces.at(-1);
    if (last !== undefined && isGlued(last, piece)) pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
    offset += length;
  }
  return pieces;
}

/** An apostrophe holds on to both its neighbours, whatever they are. */
function isGlued(before: string, after: string): boolean {
  return before.endsWith("'") || (after.startsWith("'") && !/\s$/.test(before));
}

function matchLength(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0].length ?? 0;
}
