/**
 * A metadata server as a virtual machine of Google Cloud has one, on the loopback.
 *
 * @module
 */

const INTERFACE = "/computeMetadata/v1/instance/network-interfaces/0";

/** Answers until it is stopped. */
export class MetadataServer {
  readonly #server: ReturnType<typeof Bun.serve>;

  /** @param addresses by the last part of the path: `ip`, `external-ip`; the others are 404 */
  constructor(addresses: { internal: string; external: string | null }) {
    const headers = { "Metadata-Flavor": "Google" };
    const values = new Map([[`${INTERFACE}/ip`, addresses.internal]]);
    if (addresses.external !== null) {
      values.set(`${INTERFACE}/access-configs/0/external-ip`, addresses.external);
    }
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch(request) {
        if (request.headers.get("metadata-flavor") !== "Google") {
          return new Response("Missing Metadata-Flavor:Google header.", { status: 403 });
        }
        const value = values.get(new URL(request.url).pathname);
        return new Response(value ?? "not found", { status: value ? 200 : 404, headers });
      },
    });
  }

  /** host:port, for GCE_METADATA_HOST. */
  get host(): string {
    return `127.0.0.1:${this.#server.port}`;
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
  }
}
