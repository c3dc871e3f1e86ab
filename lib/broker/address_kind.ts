/**
 * From where an address can be reached: this machine alone, a private network, anywhere.
 *
 * @module
 */

/** `name` is a host name, of which only a resolver knows more. */
export type AddressKind = "loopback" | "private" | "public" | "name";

const IPV4_PATTERN = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;

/** The kind of a host as settings and sockets write it: an address without brackets, or a name. */
export function addressKind(host: string): AddressKind {
  const address = host.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  const match = IPV4_PATTERN.exec(address);
  if (match !== null) return ipv4Kind(Number(match[1]), Number(match[2]));
  if (address.includes(":")) return ipv6Kind(address);
  return address === "localhost" || address.endsWith(".localhost") ? "loopback" : "name";
}

/** RFC 1918 (private), RFC 3927 (link-local), RFC 6598 (shared by a provider's customers). */
function ipv4Kind(first: number, second: number): AddressKind {
  if (first === 127) return "loopback";
  const isPrivate = first === 10 || (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) || (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second <= 127);
  return isPrivate ? "private" : "public";
}

/** RFC 4193 (unique local, fc00::/7) and RFC 4291 (link-local, fe80::/10). */
function ipv6Kind(address: string): AddressKind {
  if (address === "::1") return "loopback";
  return /^(f[cd]|fe[89ab])/.test(address) ? "private" : "public";
}
