/**
 * The addresses of host names, as this machine's resolver tells them. The in-memory twin is
 * memory_host_lookup.ts.
 *
 * @module
 */

/** A resolver. */
export interface HostLookup {
  /**
   * The addresses of a name, or null where the resolver says that there is no such name.
   *
   * @throws where it cannot tell, such as without a network
   */
  addresses(host: string): Promise<readonly string[] | null>;
}

/** getaddrinfo's EAI_NONAME and EAI_NODATA, in Bun's words. */
const NO_SUCH_NAME: ReadonlySet<unknown> = new Set(["DNS_ENOTFOUND", "DNS_ENODATA", "ENOTFOUND"]);

/** The machine's resolver: its hosts file and its name servers. */
export class SystemHostLookup implements HostLookup {
  async addresses(host: string): Promise<readonly string[] | null> {
    try {
      return (await Bun.dns.lookup(host)).map(({ address }) => address);
    } catch (error) {
      if (error instanceof Error && "code" in error && NO_SUCH_NAME.has(error.code)) return null;
      throw error;
    }
  }
}
