/**
 * A broker as a script, for tests of the client: answers come from functions by API, everything
 * travels as real frames through the message tables.
 *
 * @module
 */

import { Reader } from "../../lib/bytes/reader.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import { ApiVersions } from "../../lib/client/apis.ts";
import type { Exchange } from "../../lib/client/memory_transport.ts";
import type { Api } from "../../lib/client/transport.ts";
import { readRequestHeader, writeResponseHeader } from "../../lib/kafka/protocol/header.ts";
import type { Message } from "../../lib/kafka/schema/mod.ts";

/** Answers a request: null for none, or later. */
type Answer<Decoded, Given> = (
  request: Decoded,
  version: number,
) => Given | null | Promise<Given | null>;

interface Scripted {
  readonly versions: readonly [number, number];
  handle(reader: Reader, writer: Writer, version: number): Promise<boolean>;
}

/** What a test saw of one request. */
export interface Seen {
  readonly name: string;
  readonly version: number;
  readonly request: unknown;
}

/** Collects answers; {@linkcode ScriptedBroker.exchange} plays the broker. */
export class ScriptedBroker {
  readonly #apis = new Map<number, Scripted>();
  /** Requests in the order they came, ApiVersions left out. */
  readonly seen: Seen[] = [];

  constructor() {
    this.on(ApiVersions, () => ({
      errorCode: 0,
      apiKeys: [...this.#apis].map(([apiKey, { versions }]) => ({
        apiKey,
        minVersion: versions[0],
        maxVersion: versions[1],
      })),
    }), { versions: [0, 4] });
  }

  /** Serves an API in all its versions, or in those given. */
  on<ReqDecoded, ReqGiven, ResDecoded, ResGiven>(
    api: {
      request: Message<ReqDecoded, ReqGiven>;
      response: Message<ResDecoded, ResGiven>;
    },
    answer: Answer<ReqDecoded, ResGiven>,
    options: { versions?: readonly [number, number] } = {},
  ): this {
    const { min, max } = api.request.validVersions;
    this.#apis.set(api.request.apiKey, {
      versions: options.versions ?? [min, max],
      handle: async (reader, writer, version) => {
        const request = api.request.decode(reader, version);
        if (api.request.apiKey !== ApiVersions.request.apiKey) {
          this.seen.push({ name: api.request.name, version, request });
        }
        const response = await answer(request, version);
        if (response === null) return false;
        api.response.encode(writer, version, response);
        return true;
      },
    });
    return this;
  }

  /** The requests of one API, as a test saw them. */
  requests<Request, Response>(api: Api<Request, Response> & { request: { name: string } }): Seen[] {
    return this.seen.filter(({ name }) => name === api.request.name);
  }

  readonly exchange: Exchange = async (frame) => {
    const reader = new Reader(frame);
    const header = readRequestHeader(reader);
    const { requestApiKey: apiKey, requestApiVersion: apiVersion, correlationId } = header;
    const scripted = this.#apis.get(apiKey);
    if (scripted === undefined) throw new Error(`No answer is scripted for API ${apiKey}`);
    const writer = new Writer();
    writeResponseHeader(writer, { apiKey, apiVersion, correlationId });
    const answered = await scripted.handle(reader, writer, apiVersion);
    return answered ? writer.pieces() : null;
  };
}
