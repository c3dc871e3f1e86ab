/**
 * One connection to a ZooKeeper server, as packets: an int32 length, then so many bytes.
 *
 * @module
 */

import { FrameLengthError, FrameSplitter } from "../../bytes/frame_splitter.ts";
import type { Connection, Network } from "../../io/socket.ts";
import type { ServerAddress } from "./connect_string.ts";

/** Larger packets are refused, as by jute.maxbuffer on both sides (1 MiB, with room for lists). */
const PACKET_BYTES_MAX = 16 * 1024 * 1024;
const LENGTH_BYTES = 4;

/** What the owner of a link does about events. */
export interface PacketHandlers {
  packet(packet: Uint8Array): void;
  /** Called once, however the connection ended. */
  closed(reason: string): void;
}

/** A link, made by {@linkcode PacketLink.open}. */
export class PacketLink {
  readonly #handlers: PacketHandlers;
  #connection: Connection | null = null;
  #closed = false;
  readonly #splitter = new FrameSplitter({ frameBytesMax: PACKET_BYTES_MAX });
  #unsent: Uint8Array[] = [];

  private constructor(handlers: PacketHandlers) {
    this.#handlers = handlers;
  }

  /** @throws {ConnectError} where the server cannot be reached */
  static async open(
    address: ServerAddress,
    options: { network: Network; connectTimeoutMs: number; handlers: PacketHandlers },
  ): Promise<PacketLink> {
    const link = new PacketLink(options.handlers);
    const { network, connectTimeoutMs } = options;
    link.#connection = await network.connect({ ...address, connectTimeoutMs }, {
      data: (chunk) => link.#take(chunk),
      drain: () => link.#drain(),
      close: () => link.#end("the server closed the connection"),
    });
    return link;
  }

  /** Sends one packet. */
  send(packet: Uint8Array): void {
    if (this.#closed) return;
    const framed = new Uint8Array(LENGTH_BYTES + packet.length);
    new DataView(framed.buffer).setInt32(0, packet.length);
    framed.set(packet, LENGTH_BYTES);
    this.#unsent.push(framed);
    this.#drain();
  }

  /** Ends the connection once what was sent has gone out. */
  close(): void {
    this.#connection?.end();
    this.#end("closed by this side");
  }

  #drain(): void {
    while (this.#unsent.length > 0 && this.#connection !== null) {
      const bytes = this.#unsent[0]!;
      const taken = this.#connection.write(bytes);
      if (taken < bytes.length) {
        this.#unsent[0] = bytes.subarray(taken);
        return;
      }
      this.#unsent.shift();
    }
  }

  #take(chunk: Uint8Array): void {
    if (this.#closed) return;
    try {
      this.#splitter.push(chunk, (packet) => {
        if (!this.#closed) this.#handlers.packet(packet);
      });
    } catch (error) {
      if (!(error instanceof FrameLengthError)) throw error;
      this.#connection?.destroy();
      this.#end(`the server sent a packet of ${error.length} bytes`);
    }
  }

  #end(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handlers.closed(reason);
  }
}
