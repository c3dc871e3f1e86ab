/**
 * The in-memory twin of system_socket.ts: a network inside the process, so that a whole broker runs
 * without sockets. A connection holds a bounded number of bytes under way, as the kernel's buffers
 * do; whatever is sent arrives in a later turn of the loop, in order, and with a seed in pieces of
 * any size.
 *
 * @module
 */
import type { Random } from "./random.ts";
import {
  BindError,
  ConnectError,
  type Connection,
  type Listener,
  type Network,
  type SocketAddress,
  type SocketHandlers,
} from "./socket.ts";

/** Bytes under way in each direction before a write takes fewer than it was given. */
const BUFFER_BYTES = 256 << 10;
const FIRST_FREE_PORT = 49152;
const ADDRESS = "127.0.0.1";

/** Options of a memory network. */
export interface MemoryNetworkOptions {
  /** Bytes under way in each direction of a connection. */
  bufferBytes?: number;
  /** Cuts what arrives into pieces; without it each write arrives whole. */
  random?: Random;
}

/** One end of a connection. */
class MemoryConnection implements Connection {
  readonly remoteAddress = ADDRESS;
  readonly localAddress = ADDRESS;
  readonly localPort: number;
  readonly remotePort: number;
  readonly #network: MemoryNetwork;
  /** What has come and was not given to the owner. */
  readonly #inbox: Uint8Array[] = [];
  #inboxBytes = 0;
  #peer: MemoryConnection | null = null;
  #handlers: SocketHandlers | null = null;
  #paused = false;
  /** A write took fewer bytes than it was given: the owner waits for `drain`. */
  #blocked = false;
  #ended = false;
  #peerEnded = false;
  /** The owner knows that the peer ended, and is to end the connection itself. */
  #isHalfOpen = false;
  #closed = false;
  #scheduled = false;

  constructor(network: MemoryNetwork, ports: { local: number; remote: number }) {
    this.#network = network;
    this.localPort = ports.local;
    this.remotePort = ports.remote;
  }

  /** Ties the two ends together. */
  static pair(
    network: MemoryNetwork,
    ports: { client: number; server: number },
  ): [MemoryConnection, MemoryConnection] {
    const client = new MemoryConnection(network, { local: ports.client, remote: ports.server });
    const server = new MemoryConnection(network, { local: ports.server, remote: ports.client });
    client.#peer = server;
    server.#peer = client;
    return [client, server];
  }

  /** Gives the connection its owner. */
  attach(handlers: SocketHandlers): void {
    this.#handlers = handlers;
    this.#schedule();
  }

  write(bytes: Uint8Array): number {
    const peer = this.#peer;
    if (this.#ended || this.#closed || peer === null) return 0;
    const taken = Math.min(bytes.length, this.#network.bufferBytes - peer.#inboxBytes);
    if (taken > 0) {
      // A copy: `slice` of a Buffer would not be one.
      peer.#inbox.push(new Uint8Array(bytes.subarray(0, taken)));
      peer.#inboxBytes += taken;
      peer.#schedule();
    }
    if (taken < bytes.length) this.#blocked = true;
    return taken;
  }

  end(): void {
    if (this.#ended || this.#closed) return;
    this.#ended = true;
    const peer = this.#peer;
    if (peer === null) return;
    peer.#peerEnded = true;
    peer.#schedule();
    if (this.#isHalfOpen) this.#close();
    else this.#schedule();
  }

  destroy(): void {
    this.#close();
    if (this.#peer !== null) this.#peer.#close();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed || this.#handlers === null) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#deliver();
    });
  }

  /** One turn: one piece, or the end. */
  #deliver(): void {
    if (this.#closed || this.#paused) return;
    if (this.#inbox.length > 0) {
      this.#handlers?.data(this.#take());
      if (this.#peer !== null) this.#peer.#makeRoom(this.#inboxBytes);
      this.#schedule();
    } else if (this.#peerEnded && !this.#isHalfOpen) {
      if (this.#ended || this.#handlers?.peerEnded === undefined) this.#endBoth();
      else {
        this.#isHalfOpen = true;
        this.#handlers.peerEnded();
      }
    }
  }

  #endBoth(): void {
    this.end();
    this.#close();
  }

  #take(): Uint8Array {
    const { random } = this.#network;
    const first = this.#inbox[0]!;
    const length = random === null ? first.length : 1 + random.int(first.length);
    if (length === first.length) this.#inbox.shift();
    else this.#inbox[0] = first.subarray(length);
    this.#inboxBytes -= length;
    return first.slice(0, length);
  }

  /** Tells the writer once half of the buffer is free: as in TCP, no window of a few bytes. */
  #makeRoom(underWayBytes: number): void {
    if (!this.#blocked || this.#closed) return;
    if (underWayBytes > this.#network.bufferBytes / 2) return;
    this.#blocked = false;
    setImmediate(() => {
      if (!this.#closed) this.#handlers?.drain();
    });
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inbox.length = 0;
    this.#network.forget(this);
    setImmediate(() => this.#handlers?.close());
  }
}

/** A port that is listened on. */
type Accept = (connection: Connection) => SocketHandlers;

/** A network in memory: one machine, of which every address is the same. */
export class MemoryNetwork implements Network {
  readonly bufferBytes: number;
  readonly random: Random | null;
  readonly #listeners = new Map<number, Accept>();
  readonly #connections = new Set<MemoryConnection>();
  #nextPort = FIRST_FREE_PORT;

  constructor(options: MemoryNetworkOptions = {}) {
    this.bufferBytes = options.bufferBytes ?? BUFFER_BYTES;
    this.random = options.random ?? null;
  }

  /** Ends of connections that are open: two for each connection. */
  get openEnds(): number {
    return this.#connections.size;
  }

  listen(address: SocketAddress, accept: Accept): Listener {
    const port = address.port === 0 ? this.#freePort() : address.port;
    if (this.#listeners.has(port)) {
      throw new BindError(
        `Cannot listen on ${address.host || "0.0.0.0"}:${port}: another program listens there`,
      );
    }
    this.#listeners.set(port, accept);
    return { host: address.host, port, close: () => this.#listeners.delete(port) };
  }

  #freePort(): number {
    while (this.#listeners.has(this.#nextPort)) this.#nextPort += 1;
    return this.#nextPort++;
  }

  async connect(options: SocketAddress, handlers: SocketHandlers): Promise<Connection> {
    await new Promise((resolve) => setImmediate(resolve));
    const accept = this.#listeners.get(options.port);
    if (accept === undefined) {
      throw new ConnectError(`Cannot connect to ${options.host}:${options.port}: nothing listens`);
    }
    const ports = { client: this.#freePort(), server: options.port };
    const [client, server] = MemoryConnection.pair(this, ports);
    this.#connections.add(client).add(server);
    client.attach(handlers);
    server.attach(accept(server));
    return client;
  }

  /** Pulls the cable: every connection ends at once, and what was under way is lost. */
  cut(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }

  /** @ignore for MemoryConnection */
  forget(connection: MemoryConnection): void {
    this.#connections.delete(connection);
  }
}
