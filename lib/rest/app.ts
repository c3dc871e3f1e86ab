/**
 * The REST application: the list of routes on hono's router, with what is the same for all of them:
 * wrong methods, unknown paths, failures, a bound on requests in progress, and their metrics.
 * It needs no socket: tests call `app.request(…)`.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { errorBody, RestError, RestErrorCode, restErrorOf } from "./failure.ts";
import { type BodyFormat, responseFormat } from "./media_type.ts";
import { RequestMetrics } from "./request_metrics.ts";
import { respond, type Route } from "./route.ts";
import { routes as allRoutes } from "./resources/mod.ts";
import type { RestServices } from "./services.ts";

/** Long polls included; past it a client is told to come back. */
const REQUESTS_IN_PROGRESS_MAX = 512;

/** Builds the application. @param routes all of them, unless a test wants its own */
export function createApp(services: RestServices, routes: readonly Route[] = allRoutes): Hono {
  const app = new Hono({ strict: false });
  const metrics = new RequestMetrics(services.metrics, services.clock);
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = honoPath(route.definition.path);
    methods.set(path, [...methods.get(path) ?? [], route.definition.method]);
    app.on(route.definition.method, path, (c) => {
      if (metrics.inProgress >= REQUESTS_IN_PROGRESS_MAX) return tooManyRequests(c);
      return metrics.measure(
        { method: c.req.method, route: route.definition.path },
        () => answer(route, { c, services, hold: () => metrics.hold() }),
      );
    });
  }
  for (const [path, allowed] of methods) {
    const allow = [...allowed, ...allowed.includes("GET") ? ["HEAD"] : [], "OPTIONS"].join(", ");
    app.all(path, (c) => otherMethod(c, allow));
  }
  app.notFound((c) => {
    const message = `HTTP 404 Not Found: ${c.req.path}; GET / and /openapi.json name the routes`;
    return fail(c, new RestError(404, message));
  });
  return app;
}

/** `/a/{b}` and `/a/{b*}` as hono writes them. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1").replace(/\{\w+\*\}$/, "*");
}

/** What the server knows of a request beside the request. */
export interface RequestFacts {
  readonly remoteAddress: string | null;
}

function remoteAddressOf(c: Context): string | null {
  // Without a server around the app, hono has no facts either.
  const facts: Partial<RequestFacts> | undefined = c.env;
  return facts?.remoteAddress ?? null;
}

async function answer(
  route: Route,
  { c, services, hold }: { c: Context; services: RestServices; hold: () => () => void },
): Promise<Response> {
  try {
    const response = await route.answer(c.req.raw, {
      services,
      hold,
      parameters: c.req.param(),
      remoteAddress: remoteAddressOf(c),
    });
    // Nobody reads it: a stream of events would stay open for good.
    if (c.req.method === "HEAD") await response.body?.cancel();
    return response;
  } catch (error) {
    const known = restErrorOf(error);
    if (known !== null) return await fail(c, known);
    // A client that has gone cannot be told, and is no failure.
    if (!c.req.raw.signal.aborted) {
      services.reportFailure({ method: c.req.method, path: c.req.path, error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    return await fail(
      c,
      new RestError(500, `Cannot answer ${c.req.method} ${c.req.path}: ${reason}`),
    );
  }
}

function otherMethod(c: Context, allow: string): Response | Promise<Response> {
  if (c.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  const message = `HTTP 405 Method Not Allowed: ${c.req.method} ${c.req.path}; allowed: ${allow}`;
  return fail(c, new RestError(405, message, { allow }));
}

function tooManyRequests(c: Context): Promise<Response> {
  const message = `${REQUESTS_IN_PROGRESS_MAX} requests are in progress; try again`;
  return fail(
    c,
    new RestError(RestErrorCode.BROKER_NOT_AVAILABLE, message, { "retry-after": "1" }),
  );
}

function fail(c: Context, error: RestError): Promise<Response> {
  let format: BodyFormat = "json";
  try {
    format = responseFormat(c.req.header("accept") ?? null);
  } catch {
    // The client takes neither format, which may be the error at hand: JSON is the readable one.
  }
  return respond(errorBody(error), { status: error.status, format, headers: error.headers });
}
