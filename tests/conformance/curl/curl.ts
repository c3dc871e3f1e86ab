/**
 * curl, as a person would type it.
 *
 * @module
 */
import { mustRun } from "../process.ts";

/** What curl got. */
export interface CurlAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** What goes with a request. */
export interface CurlRequest {
  method?: string;
  json?: unknown;
  /** Sent as it is, instead of `json`. */
  body?: string;
  headers?: readonly string[];
}

/** Asks for `url` and returns status, type and body. */
export async function curl(url: string, request: CurlRequest = {}): Promise<CurlAnswer> {
  const body = request.body ??
    (request.json === undefined ? undefined : JSON.stringify(request.json));
  const command = [
    ...["curl", "-sS", "-m", "20", "-g", "-w", "\n%{http_code} %{content_type}"],
    ...(request.method === undefined ? [] : ["-X", request.method]),
    ...(request.headers ?? []).flatMap((header) => ["-H", header]),
    ...(body === undefined ? [] : [...typeOf(request), "--data-binary", "@-"]),
    url,
  ];
  const { stdout } = await mustRun(command, body === undefined ? {} : { input: body });
  const end = stdout.lastIndexOf("\n");
  const [status, ...type] = stdout.slice(end + 1).split(" ");
  return { status: Number(status), contentType: type.join(" "), body: stdout.slice(0, end) };
}

/** Says that a body is JSON, unless the request says what it is. */
function typeOf({ headers = [] }: CurlRequest): string[] {
  const isSaid = headers.some((header) => /^content-type:/i.test(header));
  return isSaid ? [] : ["-H", "Content-Type: application/json"];
}

/** The same, where the status must be `status`; returns the body, parsed. */
export async function curlJson(
  url: string,
  request: CurlRequest & { status?: number } = {},
): Promise<Json> {
  const wanted = request.status ?? 200;
  const { status, body } = await curl(url, request);
  if (status !== wanted) throw new Error(`status ${status}, not ${wanted}: ${body.slice(0, 300)}`);
  return body === "" ? new Json(undefined) : new Json(JSON.parse(body));
}

/** A parsed body that can be walked without knowing its shape; a missing part is undefined. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  /** The member at `path`: `at("data", 0, "topic_name")`. */
  at(...path: readonly (string | number)[]): unknown {
    let value = this.value;
    for (const step of path) {
      if (typeof value !== "object" || value === null) return undefined;
      value = Reflect.get(value, step);
    }
    return value;
  }

  /** The array at `path`, each member walkable. */
  list(...path: readonly (string | number)[]): Json[] {
    const value = this.at(...path);
    if (!Array.isArray(value)) throw new Error(`no array at ${path.join(".")}`);
    return value.map((one) => new Json(one));
  }
}

/** Throws where the two differ, with both in the message. */
export function expectEqual(found: unknown, wanted: unknown, what: string): void {
  if (!Bun.deepEquals(found, wanted)) {
    throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
  }
}
