/**
 * Addresses in writing. An IPv6 address has colons of its own, so it goes in brackets (RFC 3986).
 *
 * @module
 */

/** A host as it stands before a port. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** `host:port` */
export function hostPort(host: string, port: number): string {
  return `${bracketed(host)}:${port}`;
}
