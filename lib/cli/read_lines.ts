/**
 * Cuts standard input into lines, as BufferedReader.readLine does: ended by line feed, carriage
 * return, or both; the last one needs no end.
 *
 * @module
 */

/** A longer line is refused: something is being piped in that has no lines. */
const LINE_CHARACTERS_MAX = 128 * 1024 * 1024;

/**
 * The lines of UTF-8 input; what is not UTF-8 becomes replacement characters.
 *
 * @throws {RangeError} where a line is longer than 128 Mi characters
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let rest = "";
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line end.
    const end = text.endsWith("\r") ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + text.slice(end);
    if (rest.length > LINE_CHARACTERS_MAX) {
      throw new RangeError(`Cannot read a line of more than ${LINE_CHARACTERS_MAX} characters`);
    }
    yield* lines;
  }
  rest += decoder.decode();
  if (rest.endsWith("\r")) rest = rest.slice(0, -1);
  if (rest !== "") yield rest;
}
