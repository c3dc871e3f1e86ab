/**
 * Bytes as a table of sixteen a row, in hexadecimal and as characters: what `get -x` prints.
 *
 * @module
 */

const ROW_BYTES = 16;
const RULE = `         +-------------------------------------------------+`;
const HEAD = `         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |`;
const FOOT = `+--------+-------------------------------------------------+----------------+`;

/** The table; nothing for no bytes. */
export function hexDump(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = [...bytes.subarray(at, at + ROW_BYTES)];
    const hex = row.map((byte) => ` ${byte.toString(16).padStart(2, "0")}`).join("");
    const text = row.map((byte) => byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : ".");
    const place = at.toString(16).padStart(8, "0");
    rows.push(`|${place}|${hex.padEnd(3 * ROW_BYTES)} |${text.join("").padEnd(ROW_BYTES)}|`);
  }
  return [RULE, HEAD, FOOT, ...rows, FOOT].join("\n");
}
