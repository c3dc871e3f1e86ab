/**
 * The headers around every request and response, and which of their versions goes with which
 * request: flexible requests have header version 2, their responses version 1 (KIP-482), with
 * two exceptions that Kafka keeps for the sake of old clients.
 *
 * @module
 */

import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { messages } from "../messages/mod.ts";
import { RequestHeader } from "../messages/request_header.ts";
import { ResponseHeader } from "../messages/response_header.ts";
import { ApiKey, apiKeyName } from "./api_key.ts";

/** An API and its version, which opens every request. */
export interface ApiVersion {
  readonly apiKey: number;
  readonly apiVersion: number;
}

/**
 * The version of a request's header; the version of the request may be one that does not exist.
 *
 * ControlledShutdown version 0 has a header without the client id.
 *
 * @throws {MalformedError} where there is no such API
 */
export function requestHeaderVersion({ apiKey, apiVersion }: ApiVersion): number {
  const api = messages.get(apiKey);
  if (api === undefined) {
    throw new MalformedError(`Cannot read request header: no API ${apiKeyName(apiKey)} here`);
  }
  if (apiKey === ApiKey.CONTROLLED_SHUTDOWN && apiVersion === 0) return 0;
  return api.request.isFlexible(apiVersion) ? 2 : 1;
}

/**
 * The version of a response's header.
 *
 * ApiVersions always has version 0: a client that asked in a version the broker lacks must be able
 * to read the answer, which is then of version 0 (KIP-511).
 *
 * @throws {MalformedError} where there is no such API
 */
export function responseHeaderVersion({ apiKey, apiVersion }: ApiVersion): number {
  if (apiKey === ApiKey.API_VERSIONS) return 0;
  const api = messages.get(apiKey);
  if (api === undefined) {
    throw new MalformedError(`Cannot write response header: no API ${apiKeyName(apiKey)} here`);
  }
  return api.response.isFlexible(apiVersion) ? 1 : 0;
}

/**
 * Reads the header of a request; the reader then stands at the request's body.
 *
 * @param reader stands at the start of a frame
 * @throws {MalformedError} where the frame is too short, or there is no such API
 */
export function readRequestHeader(reader: Reader): RequestHeader {
  const start = reader.offset;
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  reader.offset = start;
  return RequestHeader.decode(reader, requestHeaderVersion({ apiKey, apiVersion }));
}

/** Writes the header of a request, for clients. */
export function writeRequestHeader(
  writer: Writer,
  header: ApiVersion & { readonly correlationId: number; readonly clientId: string | null },
): void {
  const version = requestHeaderVersion(header);
  RequestHeader.encode(writer, version, {
    requestApiKey: header.apiKey,
    requestApiVersion: header.apiVersion,
    correlationId: header.correlationId,
    clientId: version === 0 ? "" : header.clientId,
  });
}

/** Reads the header of a response to a request of that version, and returns its correlation id. */
export function readResponseHeader(reader: Reader, request: ApiVersion): number {
  return ResponseHeader.decode(reader, responseHeaderVersion(request)).correlationId;
}

/** Writes the header of a response to a request of that version. */
export function writeResponseHeader(
  writer: Writer,
  request: ApiVersion & { readonly correlationId: number },
): void {
  const { correlationId } = request;
  ResponseHeader.encode(writer, responseHeaderVersion(request), { correlationId });
}
