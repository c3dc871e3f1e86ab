/**
 * From a frame to the answer's bytes: header, version check, decode, handler, encode. Knows no
 * socket, so the in-memory transport of lib/client uses it as well.
 *
 * @module
 */
import { MalformedError, Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import { apiVersionsErrorResponse } from "../handlers/api_versions.ts";
import type { Broker } from "../handlers/broker.ts";
import type { AnyHandler, ConnectionFacts, RequestContext } from "../handlers/handler.ts";
import { ApiVersionsResponse } from "../messages/api_versions.ts";
import { ApiKey, apiKeyName } from "../protocol/api_key.ts";
import { readRequestHeader, writeResponseHeader } from "../protocol/header.ts";
import { noThrottle, quotaThrottle, type Throttle } from "./quota_throttle.ts";

/** A request that cannot be answered in the protocol: its connection ends. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}

/** Told of each request that was answered, for /metrics. */
export interface RequestObserver {
  /** @param durationMs from the frame's arrival to the encoded answer, waiting included */
  request(apiKey: number, durationMs: number): void;
}

/** An answer: pieces to write in order, or null where the request wants none. */
export type Answer = Uint8Array[] | null;

/** Answers frames. */
export class Dispatcher {
  readonly #broker: Broker;
  readonly #handlers: ReadonlyMap<number, AnyHandler>;
  readonly #observer: RequestObserver;

  constructor(
    broker: Broker,
    handlers: ReadonlyMap<number, AnyHandler>,
    observer: RequestObserver,
  ) {
    this.#broker = broker;
    this.#handlers = handlers;
    this.#observer = observer;
  }

  /**
   * Answers one request, at once where its handler does.
   *
   * @throws ProtocolError, MalformedError where the connection must end
   */
  dispatch(frame: Uint8Array, connection: ConnectionFacts): Answer | Promise<Answer> {
    const startMs = this.#broker.clock.monotonicMs();
    const reader = new Reader(frame);
    const handler = this.#handlerOf(reader);
    const header = readRequestHeader(reader);
    const { requestApiKey: apiKey, requestApiVersion: apiVersion, correlationId } = header;
    const [min, max] = handler.versions;
    if (apiVersion < min || apiVersion > max) {
      if (apiKey === ApiKey.API_VERSIONS) return this.#unsupportedApiVersions(correlationId);
      throw new ProtocolError(
        `${apiKeyName(apiKey)} version ${apiVersion} is not served: ${min} to ${max} are`,
      );
    }
    const request: unknown = handler.request.decode(reader, apiVersion);
    const context: RequestContext = {
      broker: this.#broker,
      apiKey,
      apiVersion,
      clientId: header.clientId,
      connection,
    };
    const response: unknown = handler.handle(request, context);
    const call = { handler, apiKey, apiVersion, correlationId, startMs, throttle: noThrottle };
    const { quotas } = this.#broker;
    if (quotas.active) {
      const busyMs = this.#broker.clock.monotonicMs() - startMs;
      call.throttle = quotaThrottle(context, { sizeBytes: frame.length, busyMs });
    }
    if (response instanceof Promise) return response.then((value) => this.#answer(call, value));
    return this.#answer(call, response);
  }

  #handlerOf(reader: Reader): AnyHandler {
    const apiKey = reader.int16();
    reader.offset = 0;
    const handler = this.#handlers.get(apiKey);
    if (handler === undefined) {
      throw new ProtocolError(`API ${apiKey} (${apiKeyName(apiKey)}) is not served`);
    }
    return handler;
  }

  /** KIP-511: a version of ApiVersions that the broker lacks is answered in version 0. */
  #unsupportedApiVersions(correlationId: number): Answer {
    const writer = new Writer(512);
    writer.int32(0);
    writer.int32(correlationId);
    ApiVersionsResponse.encode(writer, 0, apiVersionsErrorResponse(this.#broker));
    return framed(writer);
  }

  #answer(
    call: {
      handler: AnyHandler;
      apiKey: number;
      apiVersion: number;
      correlationId: number;
      startMs: number;
      throttle: Throttle;
    },
    handled: unknown,
  ): Answer {
    this.#observer.request(call.apiKey, this.#broker.clock.monotonicMs() - call.startMs);
    const response = call.throttle(handled);
    if (response === null) return null;
    const writer = new Writer(256);
    writer.int32(0);
    writeResponseHeader(writer, call);
    call.handler.response.encode(writer, call.apiVersion, response);
    return framed(writer);
  }
}

/** Puts the length before what was written after the first four bytes. */
function framed(writer: Writer): Uint8Array[] {
  const length = writer.length - 4;
  const pieces = writer.pieces();
  const first = pieces[0]!;
  new DataView(first.buffer, first.byteOffset, first.byteLength).setInt32(0, length);
  return pieces;
}

/** True for errors that a client caused: one log line without a stack. */
export function isClientFault(error: unknown): error is Error {
  return error instanceof ProtocolError || error instanceof MalformedError;
}
