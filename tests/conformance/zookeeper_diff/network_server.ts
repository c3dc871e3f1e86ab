/**
 * A server that runs somewhere, reached over a socket.
 *
 * @module
 */
import type { Server } from "./wire.ts";

const PATIENCE_MS = 1500;
const LOOK_MS = 2;

/** The server at `host:port`. */
export function networkServer(host: string, port: number): Server {
  return {
    async open(handlers) {
      const socket = await Bun.connect({
        hostname: host,
        port,
        socket: {
          data: (_socket, chunk) => handlers.data(new Uint8Array(chunk)),
          close: () => handlers.closed(),
          error: () => handlers.closed(),
        },
      });
      return { send: (bytes) => void socket.write(bytes), close: () => socket.end() };
    },
    async wait(condition) {
      const endMs = performance.now() + PATIENCE_MS;
      while (!condition()) {
        if (performance.now() > endMs) return false;
        await Bun.sleep(LOOK_MS);
      }
      return true;
    },
    elapse: (ms) => Bun.sleep(ms),
  };
}
