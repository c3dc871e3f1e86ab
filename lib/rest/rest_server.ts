/**
 * The REST port. It listens from the start; routes, services and the Kafka client behind them are
 * loaded with the first request, so that a broker nobody asks over HTTP does not carry them.
 *
 * @module
 */
import type { Clock } from "../io/clock.ts";
import { bindError } from "../io/bind_error.ts";
import type { SocketAddress } from "../io/socket.ts";
import type { RequestFacts } from "./app.ts";
import type { RestServices } from "./services.ts";

/** Longer than the longest poll (60 s), so that a waiting read is not taken for a dead client. */
const IDLE_TIMEOUT_SECONDS = 75;
/** How long `stop` lets requests end, in ms. */
const STOP_GRACE_MS = 2_000;

/** What a server is given. */
export interface RestServerOptions extends SocketAddress {
  /** Asked once, at the first request; who gives them ends them, after the server has stopped. */
  services: () => Promise<RestServices>;
  clock: Clock;
}

/** The application as the server sees it. */
interface App {
  fetch(request: Request, facts: RequestFacts): Response | Promise<Response>;
}

/** A REST server that listens. */
export class RestServer {
  readonly host: string;
  readonly port: number;
  readonly #server: Bun.Server<undefined>;
  readonly #options: RestServerOptions;
  #app: Promise<App> | null = null;

  private constructor(options: RestServerOptions) {
    this.#options = options;
    this.#server = listen(options, (request) => this.#answer(request));
    this.host = options.host;
    // Bun answers undefined for Unix sockets only.
    this.port = this.#server.port!;
  }

  /**
   * Binds the port; 0 takes a free one.
   *
   * @throws {BindError} where it is taken, or not allowed
   */
  static start(options: RestServerOptions): RestServer {
    return new RestServer(options);
  }

  /** Stops listening, lets requests end for a moment, then ends their connections. */
  async stop(): Promise<void> {
    const ended = this.#server.stop(false);
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      const timer = this.#options.clock.setTimer(STOP_GRACE_MS, resolve);
      cancel = () => timer.cancel();
    });
    await Promise.race([ended, late]);
    cancel();
    await this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    this.#app ??= this.#load();
    let app: App;
    try {
      app = await this.#app;
    } catch (error) {
      // The next request tries again: what was missing may be there by then.
      this.#app = null;
      const message = error instanceof Error ? error.message : String(error);
      return Response.json({ error_code: 503, message: `Cannot answer yet: ${message}` }, {
        status: 503,
      });
    }
    const remoteAddress = this.#server.requestIP(request)?.address ?? null;
    return await app.fetch(request, { remoteAddress });
  }

  async #load(): Promise<App> {
    const [{ createApp }, services] = await Promise.all([
      import("./app.ts"),
      this.#options.services(),
    ]);
    return createApp(services);
  }
}

function listen(
  { host, port }: SocketAddress,
  answer: (request: Request) => Promise<Response>,
): Bun.Server<undefined> {
  const hostname = host === "" ? "0.0.0.0" : host;
  try {
    return Bun.serve({
      hostname,
      port,
      idleTimeout: IDLE_TIMEOUT_SECONDS,
      // Bodies are bounded where they are read; a stream of records may be of any length.
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      // Errors are answered above; without this, Bun would show a page with the source.
      development: false,
      // Without it, Bun outside development lets a second process share the port.
      reusePort: false,
      fetch: answer,
    });
  } catch (error) {
    throw bindError({ host: hostname, port }, error);
  }
}
