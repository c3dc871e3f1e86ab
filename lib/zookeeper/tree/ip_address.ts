/**
 * Addresses and networks of the scheme `ip`: `10.0.0.0/8`, `fe80::/10`, `127.0.0.1`.
 *
 * @module
 */

function v4Bytes(address: string): Uint8Array | null {
  const parts = address.split(".");
  if (parts.length !== 4) return null;
  const isByte = (part: string) => /^\d{1,3}$/.test(part) && Number(part) <= 255;
  return parts.every(isByte) ? Uint8Array.from(parts, Number) : null;
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

function v6Bytes(address: string): Uint8Array | null {
  const halves = address.split("::");
  if (halves.length > 2) return null;
  const head = groups(halves[0]!);
  const tail = groups(halves[1] ?? "");
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  return Uint8Array.from(all.flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  }));
}

/** The 4 or 16 bytes of an address, or null where it is none. */
export function addressBytes(address: string): Uint8Array | null {
  return address.includes(":") ? v6Bytes(address) : v4Bytes(address);
}

/** An IPv4 address that came through an IPv6 socket, in its own form; others as they are. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

/** True where `address` is `entry`, or within it where `entry` is a network with its bits. */
export function matchesAddress(address: string, entry: string): boolean {
  const [network, bitsText] = entry.split("/", 2);
  const wanted = addressBytes(network!);
  const found = addressBytes(address);
  if (wanted === null || found === null || wanted.length !== found.length) return false;
  if (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) return false;
  const bits = bitsText === undefined ? wanted.length * 8 : Number(bitsText);
  if (bits > wanted.length * 8) return false;
  for (let i = 0; i * 8 < bits; i++) {
    const mask = bits - i * 8 >= 8 ? 0xff : 0xff & (0xff00 >> (bits - i * 8));
    if ((wanted[i]! & mask) !== (found[i]! & mask)) return false;
  }
  return true;
}
