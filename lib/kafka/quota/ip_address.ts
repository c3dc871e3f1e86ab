/**
 * Addresses in one form, so that a quota finds them however they are written: `::FFFF:10.0.0.1` is
 * `10.0.0.1`, and `::1` is `0:0:0:0:0:0:0:1`.
 *
 * @module
 */

const GROUPS = 8;
/** Groups in front of the version 4 address in a mapped one (RFC 4291, 2.5.5.2). */
const MAPPED = "0:0:0:0:0:ffff:";

/** The address's one form; null where the text is no address. */
export function canonicalAddress(text: string): string | null {
  const four = fourBytes(text);
  if (four !== null) return four.join(".");
  const groups = eightGroups(text.split("%", 1)[0]!.toLowerCase());
  if (groups === null) return null;
  const address = groups.map((group) => group.toString(16)).join(":");
  if (!address.startsWith(MAPPED)) return address;
  return groups.slice(-2).flatMap((group) => [group >> 8, group & 0xff]).join(".");
}

function fourBytes(text: string): number[] | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function eightGroups(text: string): number[] | null {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return null;
  if (tail !== undefined && head.includes(".")) return null;
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  if (first === null || last === null) return null;
  const missing = GROUPS - first.length - last.length;
  // Two colons stand for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  return [...first, ...new Array<number>(missing).fill(0), ...last];
}

/** Groups of four hexadecimal digits; the last may be a version 4 address. */
function groupsOf(text: string): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    const four = i === parts.length - 1 ? fourBytes(part) : null;
    if (four !== null) groups.push((four[0]! << 8) | four[1]!, (four[2]! << 8) | four[3]!);
    else if (/^[0-9a-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
