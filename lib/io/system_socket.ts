/**
 * TCP on the machine, behind the interface of socket.ts.
 *
 * @module
 */
import type { Socket } from "bun";
import { bindError } from "./bind_error.ts";
import {
  ConnectError,
  type Connection,
  type Listener,
  type Network,
  type SocketAddress,
  type SocketHandlers,
} from "./socket.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** What hangs on each Bun socket. */
interface Attached {
  handlers: SocketHandlers | null;
  closed: boolean;
}

class SystemConnection implements Connection {
  readonly #socket: Socket<Attached>;

  constructor(socket: Socket<Attached>) {
    this.#socket = socket;
  }

  get remoteAddress(): string {
    return plainAddress(this.#socket.remoteAddress);
  }

  get remotePort(): number {
    return this.#socket.remotePort;
  }

  get localAddress(): string {
    return plainAddress(this.#socket.localAddress);
  }

  get localPort(): number {
    return this.#socket.localPort;
  }

  write(bytes: Uint8Array): number {
    // Bun answers -1 on a socket that is closing: nothing was taken, and `close` follows.
    return Math.max(0, this.#socket.write(bytes));
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}

/** An IPv4 address that came in on an IPv6 socket, without its prefix. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}

function closed(socket: Socket<Attached>): void {
  const { data } = socket;
  if (data.closed) return;
  data.closed = true;
  data.handlers?.close();
}

const sharedHandlers = {
  binaryType: "uint8array",
  data(socket: Socket<Attached>, chunk: Uint8Array): void {
    socket.data.handlers?.data(chunk);
  },
  drain(socket: Socket<Attached>): void {
    socket.data.handlers?.drain();
  },
  end(socket: Socket<Attached>): void {
    const { handlers } = socket.data;
    if (handlers?.peerEnded === undefined) socket.end();
    else handlers.peerEnded();
  },
  close: closed,
  error: closed,
} as const;

/** The machine's TCP. */
export class SystemNetwork implements Network {
  listen(
    address: SocketAddress,
    accept: (connection: Connection) => SocketHandlers,
  ): Listener {
    try {
      const server = Bun.listen<Attached>({
        hostname: address.host === "" ? "0.0.0.0" : address.host,
        port: address.port,
        // Else Bun ends a connection when its peer does, before the last answers are written.
        allowHalfOpen: true,
        socket: {
          ...sharedHandlers,
          open(socket) {
            socket.data = { handlers: null, closed: false };
            socket.setNoDelay(true);
            socket.data.handlers = accept(new SystemConnection(socket));
          },
        },
      });
      return { host: address.host, port: server.port, close: () => server.stop(false) };
    } catch (error) {
      throw bindError(address, error);
    }
  }

  async connect(
    options: SocketAddress & { connectTimeoutMs?: number },
    handlers: SocketHandlers,
  ): Promise<Connection> {
    const attached: Attached = { handlers: null, closed: false };
    const timeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
    });
    const connecting = Bun.connect<Attached>({
      hostname: options.host,
      port: options.port,
      data: attached,
      socket: sharedHandlers,
    });
    try {
      const socket = await Promise.race([connecting, late]);
      socket.setNoDelay(true);
      attached.handlers = handlers;
      // Ended before its owner was there: told now, and still once.
      if (attached.closed) queueMicrotask(() => handlers.close());
      return new SystemConnection(socket);
    } catch (error) {
      connecting.then((socket) => socket.terminate(), () => {/* it never opened */});
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConnectError(`Cannot connect to ${options.host}:${options.port}: ${reason}`);
    } finally {
      clearTimeout(timer);
    }
  }
}
