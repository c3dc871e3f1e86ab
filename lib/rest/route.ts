/**
 * What a route is: method, path, the shapes of what goes in and comes out, and what is done. The
 * app is built from the list of routes (resources/mod.ts) and so is /openapi.json, so the document
 * cannot say anything else than what is served.
 *
 * @module
 */
import { hasBody, readBody, readBytes } from "./body.ts";
import { notFound, RestError } from "./failure.ts";
import { type BodyFormat, CONTENT_TYPES, isOfType, responseFormat } from "./media_type.ts";
import { Place } from "./place.ts";
import type { RestServices } from "./services.ts";
import {
  type Fields,
  NO_SUCH_NAME,
  type ObjectOf,
  type Shape,
  ShapeError,
  shapeOf,
} from "./shape.ts";

/** The methods in use. HEAD and OPTIONS are answered for every path. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** In place of the cluster's id: there is one cluster here, so "any" says enough. */
const ANY_CLUSTER = "-";
const KAFKA_PATHS = "/v3/";
const ANY_CLUSTER_PATH = /^\/v3\/clusters\/-(?=\/|$)/;

/** What a handler gets. */
export interface RouteRequest<P, Q, B> {
  readonly services: RestServices;
  readonly request: Request;
  readonly parameters: P;
  readonly query: Q;
  readonly body: B;
  /** The body's bytes where it is of one of the route's `rawBodyTypes`; `body` is empty then. */
  readonly rawBody: Uint8Array | null;
  /** Where the client's connection comes from, where that is known. */
  readonly remoteAddress: string | null;
  /** The format the client wants its answer in. */
  readonly format: BodyFormat;
  /** Scheme, host and port that the client used, for links. */
  readonly origin: string;
  /** The request's own URL. */
  readonly url: URL;
  /** The place of the one cluster. */
  readonly cluster: Place;
  /** Counts the request as in progress beyond its response's head, until the function is called. */
  readonly hold: () => () => void;
}

/** An answer with a status or headers of its own. */
export class Reply<A> {
  readonly body: A;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: A, options: { status?: number; headers?: Record<string, string> }) {
    this.body = body;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }
}

/** A route as its resource file writes it. */
export interface RouteDefinition<P extends Fields, Q extends Fields, B, A> {
  method: Method;
  /** Parameters in braces, as in OpenAPI; `{name*}` at the end takes all that is left. */
  path: string;
  /** Group of the OpenAPI document. */
  tag: string;
  /** Name of the operation in generated clients. */
  name: string;
  summary: string;
  about?: string;
  parameters?: P;
  query?: Q;
  body?: Shape<B>;
  /** The shape of each value, where the handler reads the body itself as a sequence. */
  bodySequence?: Shape<unknown>;
  /** Content types whose bodies are handed over as bytes, beside those that `body` describes. */
  rawBodyTypes?: readonly string[];
  /** Status of success; 200 unless told, 204 where there is no answer shape. */
  status?: number;
  answer?: Shape<A>;
  /**
   * Content types of an answer that the handler writes itself, as a Response. Beside an `answer`,
   * the handler looks at Accept itself.
   */
  answerTypes?: readonly string[];
  handle(
    request: RouteRequest<ObjectOf<P>, ObjectOf<Q>, B>,
  ): A | Reply<A> | Response | Promise<A | Reply<A> | Response>;
}

/** A route as the app and the OpenAPI document see it. */
export interface Route {
  readonly definition: Omit<RouteDefinition<Fields, Fields, unknown, unknown>, "handle">;
  readonly status: number;
  /** Answers a request whose path fits. Failures are thrown. */
  answer(request: Request, context: RouteContext): Promise<Response>;
}

/** What the app knows of a request. */
export interface RouteContext {
  services: RestServices;
  /** Path parameters, decoded. */
  parameters: Record<string, string>;
  remoteAddress: string | null;
  hold: () => () => void;
}

/** Declares a route; the handler's types follow from the shapes. */
export function route<
  A,
  B = undefined,
  P extends Fields = Record<never, never>,
  Q extends Fields = Record<never, never>,
>(definition: RouteDefinition<P, Q, B, A>): Route {
  const { parameters, query = {} as Q, handle, answer, answerTypes } = definition;
  const inPath = [...definition.path.matchAll(/\{(\w+)\*?\}/g)].map((match) => match[1]!);
  if (inPath.join() !== Object.keys(parameters ?? {}).join()) {
    throw new RangeError(`Cannot declare ${definition.path}: its parameters are ${inPath.join()}`);
  }
  const status = definition.status ?? (answer || answerTypes ? 200 : 204);
  return {
    definition,
    status,
    async answer(request, { services, parameters: inRoute, remoteAddress, hold }) {
      const ownTypes = answerTypes !== undefined;
      const format = answer && !ownTypes ? responseFormat(request.headers.get("accept")) : "json";
      const url = new URL(request.url);
      const texts = { ...inRoute, ...tailOf(url, definition.path) };
      if (definition.path.startsWith(KAFKA_PATHS)) requireBroker(services);
      requireCluster(services, texts["cluster_id"]);
      // Links in the answer name the cluster, however the request did.
      url.pathname = url.pathname.replace(ANY_CLUSTER_PATH, `/v3/clusters/${services.clusterId}`);
      const result = await handle({
        services,
        request,
        hold,
        url,
        format,
        origin: url.origin,
        cluster: Place.ofCluster(url.origin, services.clusterId),
        parameters: fromTexts(parameters ?? {} as P, { texts, at: "path" }),
        query: fromTexts(query, { texts: Object.fromEntries(url.searchParams), at: "query" }),
        remoteAddress,
        ...await bodyOf(definition, request),
      });
      if (result instanceof Response) return result;
      const reply = result instanceof Reply ? result : new Reply(result, {});
      return respond(reply.body, {
        status: reply.status ?? status,
        format,
        headers: reply.headers,
      });
    },
  };
}

/** Writes a value in a format; undefined is an empty body. */
export async function respond(
  value: unknown,
  options: { status: number; format: BodyFormat; headers: Readonly<Record<string, string>> },
): Promise<Response> {
  const { status, format, headers } = options;
  if (value === undefined) return new Response(null, { status, headers });
  const bytes = format === "json"
    ? `${JSON.stringify(value)}\n`
    : new Uint8Array((await import("./cbor.ts")).encodeCbor(value));
  return new Response(bytes, {
    status,
    headers: { ...headers, "content-type": CONTENT_TYPES[format] },
  });
}

async function bodyOf<B>(
  { body: shape, rawBodyTypes = [] }: { body?: Shape<B>; rawBodyTypes?: readonly string[] },
  request: Request,
): Promise<{ body: B; rawBody: Uint8Array | null }> {
  // Without a shape B is undefined, or the handler reads the request itself.
  if (shape === undefined) return { body: undefined as B, rawBody: null };
  if (isOfType(request.headers.get("content-type"), rawBodyTypes)) {
    return { body: shape.check({}, "body"), rawBody: await readBytes(request) };
  }
  // An empty body goes the same way as an empty object, so the message names the field missing.
  const value = hasBody(request) ? await readBody(request) : undefined;
  return { body: shape.check(value, "body"), rawBody: null };
}

/** What stands in a URL in the place of a path's last parameter `{name*}`, decoded. */
function tailOf(url: URL, path: string): Record<string, string> {
  const tail = /\/\{(\w+)\*\}$/.exec(path);
  if (tail === null) return {};
  const text = url.pathname.slice(tail.index + 1);
  try {
    return { [tail[1]!]: decodeURIComponent(text) };
  } catch {
    throw new RestError(
      400,
      `Cannot read the path /${text}: a percent sign is not followed by two digits`,
    );
  }
}

/** Without this, the Kafka client would go on looking for a broker until its time is over. */
function requireBroker({ noBroker }: RestServices): void {
  if (noBroker !== null) throw new RestError(501, noBroker);
}

function requireCluster(services: RestServices, clusterId: string | undefined): void {
  if (clusterId === undefined || clusterId === ANY_CLUSTER) return;
  if (clusterId !== services.clusterId) throw notFound(`Cluster ${clusterId}`);
}

function fromTexts<F extends Fields>(
  fields: F,
  { texts, at }: { texts: Record<string, string>; at: "path" | "query" },
): ObjectOf<F> {
  const values: Record<string, unknown> = {};
  const names = Object.keys(fields);
  // A route without query parameters ignores what other servers of this API would take there; one
  // that has some must not read from the wrong offset because of a letter.
  const unknown = Object.keys(texts).find((name) => !Object.hasOwn(fields, name));
  if (at === "query" && names.length > 0 && unknown !== undefined) {
    const allowed = names.join(", ");
    throw new ShapeError(`query ${unknown}`, { found: NO_SUCH_NAME, allowed });
  }
  for (const [name, field] of Object.entries(fields)) {
    const text = texts[name];
    if (text !== undefined) {
      values[name] = shapeOf(field).fromText(text, `${at} ${name}`);
    } else if (!("optional" in field)) {
      throw new ShapeError(`${at} ${name}`, { found: undefined, allowed: "a value" });
    }
  }
  return values as ObjectOf<F>;
}
