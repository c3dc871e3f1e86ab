/**
 * One HTTP GET over a {@linkcode Network}, for questions to this machine's own surroundings, such
 * as a cloud's metadata server: no proxy of the environment is asked, no redirect followed, and
 * whatever happens it ends in time.
 *
 * HTTP/1.0 (RFC 1945), so that the body ends with the connection.
 *
 * @module
 */
import type { Clock } from "./clock.ts";
import { bracketed } from "./host_port.ts";
import type { Connection, Network } from "./socket.ts";

const BYTES_MAX = 64 << 10;
const HEAD_END = "\r\n\r\n";

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  /** By name in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** What is asked of whom. */
export interface HttpQuestion {
  readonly host: string;
  readonly port: number;
  /** With its leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For all of it: the name's look-up, the connection and the answer. */
  readonly timeoutMs: number;
}

/** No answer came, or none that is HTTP; the message names the server and the reason. */
export class HttpError extends Error {
  override name = "HttpError";
}

/**
 * Asks, and waits for the whole answer.
 *
 * @throws {HttpError}
 */
export function httpGet(
  { network, clock }: { network: Network; clock: Clock },
  question: HttpQuestion,
): Promise<HttpAnswer> {
  const { host, port, timeoutMs } = question;
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    let connection: Connection | null = null;
    let isOver = false;
    function finish(reason: string | null): void {
      if (isOver) return;
      isOver = true;
      timer.cancel();
      connection?.destroy();
      const answer = reason === null ? parseAnswer(Buffer.concat(chunks)) : null;
      if (answer !== null) return resolve(answer);
      const why = reason ?? "the answer is not HTTP";
      reject(new HttpError(`Cannot ask ${host}:${port}: ${why}`));
    }
    const timer = clock.setTimer(
      timeoutMs,
      () => finish(`no answer in ${Math.round(timeoutMs)} ms`),
    );
    network.connect({ host, port, connectTimeoutMs: timeoutMs }, {
      data(chunk) {
        length += chunk.length;
        if (length > BYTES_MAX) return finish(`more than ${BYTES_MAX} bytes`);
        chunks.push(chunk);
        if (isWhole(Buffer.concat(chunks))) finish(null);
      },
      drain() {},
      close: () => finish(isCut(Buffer.concat(chunks)) ? "the answer broke off" : null),
    }).then((made) => {
      connection = made;
      if (isOver) made.destroy();
      else made.write(requestBytes(question));
    }, (error) => finish(connectFault(error)));
  });
}

/** The reason alone: whom could not be connected to, stands before it. */
function connectFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^Cannot connect to \S+: /, "");
}

/** A few hundred bytes, which any socket takes at once. */
function requestBytes({ host, path, headers = {} }: HttpQuestion): Uint8Array {
  // An IPv6 address without brackets is no host to a server, which takes it for a name and a port.
  const lines = Object.entries({ Host: bracketed(host), ...headers })
    .map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.0`, ...lines, "", ""].join("\r\n"));
}

/** The body ends with the connection, or where its length says. */
function isWhole(bytes: Buffer): boolean {
  const end = toldEnd(bytes);
  return end !== null && bytes.length >= end;
}

function isCut(bytes: Buffer): boolean {
  const end = toldEnd(bytes);
  return end !== null && bytes.length < end;
}

/** Where the answer says that it ends; null where it does not say, or not yet. */
function toldEnd(bytes: Buffer): number | null {
  const lengthBytes = parseAnswer(bytes)?.headers.get("content-length");
  if (lengthBytes === undefined) return null;
  return bytes.indexOf(HEAD_END) + HEAD_END.length + Number(lengthBytes);
}

function parseAnswer(bytes: Buffer): HttpAnswer | null {
  const text = bytes.toString();
  const headEnd = text.indexOf(HEAD_END);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  if (headEnd < 0 || status === undefined) return null;
  const headers = new Map<string, string>();
  for (const line of text.slice(0, headEnd).split("\r\n").slice(1)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(status), headers, text: text.slice(headEnd + HEAD_END.length) };
}
