/**
 * A transport over TCP: frames with their int32 length on a connection of lib/io.
 *
 * @module
 */

import { FrameSplitter } from "../bytes/frame_splitter.ts";
import type { Connection, Network } from "../io/socket.ts";
import { DisconnectedError } from "./errors.ts";
import {
  CHANNEL_DEFAULTS,
  type ChannelOptions,
  type FrameLink,
  RequestChannel,
} from "./request_channel.ts";
import { addressText, type BrokerAddress, type Connect } from "./transport.ts";

/** The largest answer to take. A fetch may pass its limit by one batch; this is far above both. */
const FRAME_BYTES_MAX = 256 * 1024 * 1024;

/** What {@linkcode tcpConnect} is given; the channel's options have defaults. */
export interface TcpOptions extends Partial<ChannelOptions> {
  readonly network: Network;
  readonly clock: ChannelOptions["clock"];
  /** How long to wait for a connection, in ms. */
  readonly connectTimeoutMs?: number;
}

/** Makes the function that opens TCP transports, all alike. */
export function tcpConnect(options: TcpOptions): Connect {
  return (address) =>
    RequestChannel.open(addressText(address), {
      ...CHANNEL_DEFAULTS,
      ...options,
      link: (channel) => TcpLink.open(address, { ...options, channel }),
    });
}

class TcpLink implements FrameLink {
  #connection: Connection | null = null;
  #closed = false;
  /** Pieces that the system has not taken yet; bounded by the channel's requests in flight. */
  #unsent: Uint8Array[] = [];
  readonly #splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });

  static async open(
    address: BrokerAddress,
    options: TcpOptions & { channel: RequestChannel },
  ): Promise<TcpLink> {
    const link = new TcpLink();
    const { channel, network, connectTimeoutMs = 10_000 } = options;
    const text = addressText(address);
    try {
      link.#connection = await network.connect({ ...address, connectTimeoutMs }, {
        data: (chunk) => link.#take(chunk, channel),
        drain: () => link.#drain(),
        close: () => {
          link.#closed = true;
          channel.disconnect(`The connection to ${text} was closed by the other side`);
        },
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DisconnectedError(reason, error);
    }
    return link;
  }

  send(pieces: readonly Uint8Array[]): void {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    const prefix = new Uint8Array(4);
    new DataView(prefix.buffer).setInt32(0, length);
    this.#unsent.push(length <= SMALL_BYTES ? joined(prefix, pieces) : prefix);
    if (length > SMALL_BYTES) this.#unsent.push(...pieces);
    this.#drain();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsent = [];
    this.#connection?.end();
  }

  #take(chunk: Uint8Array, channel: RequestChannel): void {
    try {
      this.#splitter.push(chunk, (frame) => channel.receive(frame));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      channel.disconnect(`Cannot read from ${channel.broker}: ${reason}`, error);
    }
  }

  #drain(): void {
    while (this.#unsent.length > 0 && this.#connection !== null) {
      const piece = this.#unsent[0]!;
      const taken = this.#connection.write(piece);
      if (taken < piece.length) {
        this.#unsent[0] = piece.subarray(taken);
        return;
      }
      this.#unsent.shift();
    }
  }
}

/** Frames up to this size go out in one write: a copy costs less than three more system calls. */
const SMALL_BYTES = 128 * 1024;

function joined(prefix: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([prefix, ...pieces]);
}
