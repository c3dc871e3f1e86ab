/**
 * A coordinator in memory, as the scenarios of tests/conformance/zookeeper_diff ask one.
 */
import type { Connection, SocketHandlers } from "../../../lib/io/socket.ts";
import type { Server } from "../../conformance/zookeeper_diff/wire.ts";
import { TestServer } from "./test_server.ts";

const TURNS_MAX = 500;
const STEP_MS = 100;

/** The server's end of a connection whose other end is the scenario. */
class ScenarioSocket implements Connection {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 40000;
  readonly localAddress = "127.0.0.1";
  readonly localPort = 2181;
  readonly #client: { data(chunk: Uint8Array): void; closed(): void };
  handlers: SocketHandlers | null = null;
  #isOver = false;

  constructor(client: { data(chunk: Uint8Array): void; closed(): void }) {
    this.#client = client;
  }

  write(bytes: Uint8Array): number {
    if (this.#isOver) return 0;
    this.#client.data(bytes.slice());
    return bytes.length;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    queueMicrotask(() => {
      this.#client.closed();
      this.handlers?.close();
    });
  }

  destroy(): void {
    this.end();
  }

  pause(): void {}

  resume(): void {}

  /** Bytes of the client. */
  receive(bytes: Uint8Array): void {
    if (!this.#isOver) this.handlers?.data(bytes);
  }

  /** The client is gone. */
  drop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.handlers?.close();
  }
}

/** Scenarios ask this one as they ask a server over a socket. */
export function memoryServer(test: TestServer): Server {
  async function turns(condition: () => boolean): Promise<boolean> {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      if (condition()) return true;
      await Promise.resolve();
    }
    return false;
  }
  return {
    open(handlers) {
      const socket = new ScenarioSocket(handlers);
      socket.handlers = test.server.accept(socket);
      return Promise.resolve({
        send: (bytes) => socket.receive(bytes),
        close: () => socket.drop(),
      });
    },
    wait: turns,
    async elapse(ms) {
      for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
        test.clock.advance(STEP_MS);
        await turns(() => false);
      }
    },
  };
}
