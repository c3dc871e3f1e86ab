/**
 * A network in memory for tests of clients: the server's side is a pair of functions.
 *
 * @module
 */

import {
  ConnectError,
  type Connection,
  type Listener,
  type Network,
  type SocketHandlers,
} from "../../lib/io/socket.ts";

/** The server's end of one connection. */
export interface ServerEnd {
  /** Sends to the client. */
  send(bytes: Uint8Array): void;
  /** Ends the connection. */
  close(): void;
}

/** What a server does with a new connection: returns what to do with the client's bytes. */
export type Accept = (end: ServerEnd) => (bytes: Uint8Array) => void;

/** Connects clients to one server. */
export class MemoryNetwork implements Network {
  /** Addresses that were asked for. */
  readonly asked: string[] = [];
  /** Null while nobody listens. */
  accept: Accept | null;
  /** How many bytes one write takes. */
  writeBytesMax = Infinity;

  constructor(accept: Accept | null) {
    this.accept = accept;
  }

  listen(): Listener {
    throw new Error("Not for clients");
  }

  connect(
    { host, port }: { host: string; port: number },
    handlers: SocketHandlers,
  ): Promise<Connection> {
    this.asked.push(`${host}:${port}`);
    const { accept } = this;
    if (accept === null) {
      return Promise.reject(new ConnectError(`Cannot connect to ${host}:${port}: refused`));
    }
    let open = true;
    const close = () => {
      if (!open) return;
      open = false;
      handlers.close();
    };
    const receive = accept({
      send: (bytes) => {
        queueMicrotask(() => {
          if (open) handlers.data(bytes);
        });
      },
      close,
    });
    return Promise.resolve({
      remoteAddress: host,
      remotePort: port,
      localAddress: "127.0.0.1",
      localPort: 1,
      write: (bytes) => {
        const taken = bytes.subarray(0, Math.min(bytes.length, this.writeBytesMax));
        receive(taken.slice());
        if (taken.length < bytes.length) setImmediate(() => open && handlers.drain());
        return taken.length;
      },
      end: close,
      destroy: close,
      pause: () => {/* nothing is held back */},
      resume: () => {/* nothing is held back */},
    });
  }
}
