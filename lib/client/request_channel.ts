/**
 * Requests and answers over one connection, whatever carries its frames: numbers the requests,
 * agrees on versions through ApiVersions, keeps a bounded number of requests in flight, and ends
 * the connection when an answer is late. Above it: transport.ts; below: a {@linkcode FrameLink}.
 *
 * @module
 */

import { MalformedError, Reader } from "../bytes/reader.ts";
import { Writer } from "../bytes/writer.ts";
import type { Clock, Timer } from "../io/clock.ts";
import type { ApiVersionsResponse } from "../kafka/messages/api_versions.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import { readResponseHeader, writeRequestHeader } from "../kafka/protocol/header.ts";
import { ApiVersions } from "./apis.ts";
import { BrokerError, DisconnectedError, TimedOutError, UnsupportedApiError } from "./errors.ts";
import type { Api, SendOptions, ServedApi, Transport } from "./transport.ts";

/** Carries frames, without their length, to one broker. */
export interface FrameLink {
  /** Sends one frame, given in pieces. */
  send(pieces: readonly Uint8Array[]): void;
  /** Ends the connection at once. */
  close(): void;
}

/** What a channel is given beside its link. */
export interface ChannelOptions {
  readonly clock: Clock;
  /** Who we are, in the broker's logs and quotas. */
  readonly clientId: string;
  /** How long to wait for an answer, in ms. */
  readonly requestTimeoutMs: number;
  /** Most requests without an answer; more wait here. */
  readonly inFlightMax: number;
  /** Most requests that may wait for their turn. */
  readonly waitingMax: number;
}

export const CHANNEL_DEFAULTS = {
  clientId: "kedge",
  requestTimeoutMs: 30_000,
  inFlightMax: 100,
  waitingMax: 10_000,
} as const;

/** Which software calls, in ApiVersions (KIP-511). */
export const SOFTWARE = { clientSoftwareName: "kedge", clientSoftwareVersion: "0.1.0" } as const;

interface InFlight {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly timer: Timer;
  answer(reader: Reader): void;
  fail(error: unknown): void;
}

/** Something to send when there is room. */
interface Turn {
  run(): void;
  fail(error: unknown): void;
}

/** One connection's requests. Make it with {@linkcode RequestChannel.open}. */
export class RequestChannel implements Transport {
  readonly broker: string;
  served: readonly ServedApi[] = [];
  #link: FrameLink | null = null;
  #closedBy: Error | null = null;
  #correlationId = 0;
  readonly #options: ChannelOptions;
  readonly #inFlight = new Map<number, InFlight>();
  readonly #waiting: Turn[] = [];

  private constructor(broker: string, options: ChannelOptions) {
    this.broker = broker;
    this.#options = options;
  }

  /**
   * Opens a channel: makes the link, then asks the broker which versions it serves.
   *
   * @param broker its address, for messages
   * @param options the channel's own; `link` makes the link, to which the channel's `receive` and
   * `disconnect` are to be called
   */
  static async open(
    broker: string,
    options: ChannelOptions & { link: (channel: RequestChannel) => Promise<FrameLink> },
  ): Promise<RequestChannel> {
    const channel = new RequestChannel(broker, options);
    channel.#link = await options.link(channel);
    try {
      await channel.#agreeOnVersions();
    } catch (error) {
      channel.close();
      throw error;
    }
    return channel;
  }

  get closed(): boolean {
    return this.#closedBy !== null;
  }

  versionOf<Request, Response>(api: Api<Request, Response>, versionMax = Infinity): number {
    const { name, apiKey, validVersions } = api.request;
    const served = this.served.find((one) => one.apiKey === apiKey);
    if (served === undefined) {
      throw new UnsupportedApiError(
        `Cannot send ${name} to ${this.broker}: it is not served there`,
      );
    }
    const version = Math.min(validVersions.max, served.maxVersion, versionMax);
    if (version >= Math.max(validVersions.min, served.minVersion)) return version;
    throw new UnsupportedApiError(
      `Cannot send ${name} to ${this.broker}: it serves versions ${served.minVersion} to ` +
        `${served.maxVersion}, wanted were ${validVersions.min} to ` +
        `${Math.min(validVersions.max, versionMax)}`,
    );
  }

  send<Request, Response>(
    api: Api<Request, Response>,
    request: Request,
    options: SendOptions = {},
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const version = this.versionOf(api, options.versionMax);
      this.#exchange(api, request, {
        version,
        timeoutMs: options.timeoutMs ?? this.#options.requestTimeoutMs,
        answer: (reader) => resolve(api.response.decode(reader, version)),
        fail: reject,
      });
    });
  }

  sendOneWay<Request, Response>(api: Api<Request, Response>, request: Request): Promise<void> {
    return new Promise((resolve, reject) => {
      const version = this.versionOf(api);
      this.#inTurn(api.request.name, {
        fail: reject,
        run: () => {
          this.#write(api, request, version);
          resolve();
        },
      });
    });
  }

  close(): void {
    this.disconnect(`Closed the connection to ${this.broker}`);
  }

  /** Takes one frame from the link. */
  receive(frame: Uint8Array): void {
    if (this.closed) return;
    const reader = new Reader(frame);
    try {
      const correlationId = new Reader(frame).int32();
      const request = this.#inFlight.get(correlationId);
      if (request === undefined) {
        throw new MalformedError(
          `Cannot match an answer to request ${correlationId}: none is open`,
        );
      }
      readResponseHeader(reader, request);
      this.#settle(correlationId, request);
      this.#answer(request, reader);
    } catch (error) {
      this.disconnect(`Cannot read an answer of ${this.broker}: ${messageOf(error)}`, error);
    }
    this.#nextTurns();
  }

  /** Says that the connection is gone, and fails what was under way. Later calls do nothing. */
  disconnect(reason: string, cause?: unknown): void {
    if (this.closed) return;
    const error = new DisconnectedError(reason, cause);
    this.#closedBy = error;
    this.#link?.close();
    for (const [correlationId, request] of [...this.#inFlight]) {
      this.#settle(correlationId, request);
      request.fail(error);
    }
    for (const turn of this.#waiting.splice(0)) turn.fail(error);
  }

  #answer(request: InFlight, reader: Reader): void {
    try {
      request.answer(reader);
    } catch (error) {
      request.fail(error);
      throw error;
    }
  }

  #exchange<Request, Response>(
    api: Api<Request, Response>,
    request: Request,
    how: {
      version: number;
      timeoutMs: number;
      answer: (reader: Reader) => void;
      fail: (error: unknown) => void;
    },
  ): void {
    const { version, timeoutMs, answer, fail } = how;
    const run = () => {
      const correlationId = this.#write(api, request, version);
      const late = () => this.#late(correlationId, { api: api.request.name, timeoutMs });
      this.#inFlight.set(correlationId, {
        apiKey: api.request.apiKey,
        apiVersion: version,
        timer: this.#options.clock.setTimer(timeoutMs, late),
        answer,
        fail,
      });
    };
    this.#inTurn(api.request.name, { run, fail });
  }

  #write<Request, Response>(
    api: Api<Request, Response>,
    request: Request,
    version: number,
  ): number {
    if (this.#link === null || this.#closedBy !== null) {
      const reason = this.#closedBy?.message ?? "not open yet";
      throw new DisconnectedError(
        `Cannot send ${api.request.name} to ${this.broker}: ${reason}`,
        this.#closedBy,
      );
    }
    const correlationId = this.#correlationId;
    this.#correlationId = (correlationId + 1) & 0x7fffffff;
    const writer = new Writer(512);
    const { apiKey } = api.request;
    const { clientId } = this.#options;
    writeRequestHeader(writer, { apiKey, apiVersion: version, correlationId, clientId });
    api.request.encode(writer, version, request);
    this.#link.send(writer.pieces());
    return correlationId;
  }

  #late(correlationId: number, what: { api: string; timeoutMs: number }): void {
    const request = this.#inFlight.get(correlationId);
    if (request === undefined) return;
    const message = `${what.api} had no answer from ${this.broker} within ${what.timeoutMs} ms`;
    this.#settle(correlationId, request);
    request.fail(new TimedOutError(message, { retriable: true }));
    // Answers come in order, so those behind this one would be late as well.
    this.disconnect(`Closed the connection to ${this.broker}: ${message}`);
  }

  #settle(correlationId: number, request: InFlight): void {
    request.timer.cancel();
    this.#inFlight.delete(correlationId);
  }

  /** Runs a turn now, or when fewer requests are in flight; in the order of the calls. */
  #inTurn(name: string, turn: Turn): void {
    const { inFlightMax, waitingMax } = this.#options;
    if (this.#waiting.length === 0 && this.#inFlight.size < inFlightMax) return take(turn);
    if (this.#waiting.length < waitingMax) {
      this.#waiting.push(turn);
      return;
    }
    turn.fail(
      new DisconnectedError(
        `Cannot send ${name} to ${this.broker}: ${waitingMax} requests wait already`,
      ),
    );
  }

  #nextTurns(): void {
    while (this.#waiting.length > 0 && this.#inFlight.size < this.#options.inFlightMax) {
      take(this.#waiting.shift()!);
    }
  }

  /**
   * A broker that lacks our version answers in version 0 with the error and its own range; one
   * older than that mechanism (KIP-511) lacks the range, and version 0 is what it has.
   */
  async #agreeOnVersions(): Promise<void> {
    const { max } = ApiVersions.request.validVersions;
    let response = await this.#askVersions(max);
    if (response.errorCode === ErrorCode.UNSUPPORTED_VERSION) {
      const own = response.apiKeys.find((one) => one.apiKey === ApiVersions.request.apiKey);
      response = await this.#askVersions(Math.min(own?.maxVersion ?? 0, max - 1));
    }
    if (response.errorCode !== ErrorCode.NONE) {
      throw new BrokerError(response.errorCode, { api: "ApiVersions", broker: this.broker });
    }
    this.served = response.apiKeys;
  }

  #askVersions(version: number): Promise<ApiVersionsResponse> {
    return new Promise((resolve, reject) => {
      this.#exchange(ApiVersions, SOFTWARE, {
        version,
        timeoutMs: this.#options.requestTimeoutMs,
        answer: (reader) => resolve(readVersions(reader, version)),
        fail: reject,
      });
    });
  }
}

/** The answer is of version 0 where its error code, which comes first, says so. */
function readVersions(reader: Reader, version: number): ApiVersionsResponse {
  const start = reader.offset;
  const unsupported = reader.int16() === ErrorCode.UNSUPPORTED_VERSION;
  reader.offset = start;
  return ApiVersions.response.decode(reader, unsupported ? 0 : version);
}

function take(turn: Turn): void {
  try {
    turn.run();
  } catch (error) {
    turn.fail(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
