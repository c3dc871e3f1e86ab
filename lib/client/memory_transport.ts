/**
 * A transport to a broker in the same process, without sockets: REST, Connect and Streams use it
 * beside the server, tests use it with a scripted broker.
 *
 * @module
 */

import {
  CHANNEL_DEFAULTS,
  type ChannelOptions,
  type FrameLink,
  RequestChannel,
} from "./request_channel.ts";
import { addressText, type Connect } from "./transport.ts";

/**
 * A broker as a function: takes a request's frame without its length, gives the answer's pieces
 * without theirs, or null where the request has no answer.
 */
export type Exchange = (frame: Uint8Array) => Promise<readonly Uint8Array[] | null>;

/** Makes the function that opens transports to that broker, whatever the address. */
export function memoryConnect(
  exchange: Exchange,
  options: Partial<ChannelOptions> & { readonly clock: ChannelOptions["clock"] },
): Connect {
  return (address) =>
    RequestChannel.open(addressText(address), {
      ...CHANNEL_DEFAULTS,
      ...options,
      link: (channel) => Promise.resolve(new MemoryLink(exchange, channel)),
    });
}

class MemoryLink implements FrameLink {
  readonly #exchange: Exchange;
  readonly #channel: RequestChannel;
  #closed = false;

  constructor(exchange: Exchange, channel: RequestChannel) {
    this.#exchange = exchange;
    this.#channel = channel;
  }

  send(pieces: readonly Uint8Array[]): void {
    this.#answer(Buffer.concat(pieces));
  }

  close(): void {
    this.#closed = true;
  }

  async #answer(frame: Uint8Array): Promise<void> {
    try {
      const answer = await this.#exchange(frame);
      // A copy: the broker's pieces may be views of files mapped into memory, which it drops later.
      if (answer !== null && !this.#closed) this.#channel.receive(Buffer.concat(answer));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#channel.disconnect(`${this.#channel.broker} failed: ${reason}`, error);
    }
  }
}
