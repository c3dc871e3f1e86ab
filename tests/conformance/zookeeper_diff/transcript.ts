/**
 * What a server did in a scenario, as lines of text that do not depend on the run: zxids by their
 * rank among those that were seen, sessions by their names, lists of children in order of names,
 * times left out.
 *
 * @module
 */
import { errorName } from "../../../lib/zookeeper/protocol/error_code.ts";

const EVENTS = new Map([
  [-1, "none"],
  [1, "created"],
  [2, "deleted"],
  [3, "dataChanged"],
  [4, "childrenChanged"],
  [-2, "persistentWatchRemoved"],
]);

const ZXID_FIELDS = new Set(["czxid", "mzxid", "pzxid"]);
const TIME_FIELDS = new Set(["ctime", "mtime"]);

/** A field's name and its value, as the codecs give it. */
type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** The lines of a run; the ranks of zxids are known only at its end. */
export class Transcript {
  readonly #lines: (() => string)[] = [];
  readonly #zxids = new Set<bigint>();
  readonly #sessionNames = new Map<bigint, string>();

  nameSession(id: bigint, name: string): void {
    if (id !== 0n && !this.#sessionNames.has(id)) this.#sessionNames.set(id, name);
  }

  asked(text: string): void {
    this.#lines.push(() => text);
  }

  /** @param fields the reply's body; null where there is none */
  replied(who: string, reply: { err: number; fields: Fields | null }): void {
    const { err } = reply;
    // What an error's reply may hold besides is read by nobody.
    const fields = err === 0 ? reply.fields : null;
    if (fields !== null) this.#collect(fields);
    const outcome = err === 0 ? "OK" : `${errorName(err)} ${err}`;
    this.#lines.push(() => {
      const body = fields === null ? "" : ` ${this.#render(fields)}`;
      return `  ${who}: ${outcome}${body}`;
    });
  }

  told(who: string, event: { type: number; state: number; path: string | null }): void {
    const name = EVENTS.get(event.type) ?? `event ${event.type}`;
    const state = event.state === 3 ? "" : ` (state ${event.state})`;
    this.#lines.push(() => `  ${who}! ${name} ${event.path}${state}`);
  }

  noted(who: string, what: string): void {
    this.#lines.push(() => `  ${who}: ${what}`);
  }

  finish(): string[] {
    return this.#lines.map((line) => line());
  }

  #collect(value: unknown): void {
    if (Array.isArray(value)) return value.forEach((one) => this.#collect(one));
    if (!isFields(value) || value instanceof Uint8Array || value["czxid"] === 0n) return;
    for (const [field, inner] of Object.entries(value)) {
      if (ZXID_FIELDS.has(field) && typeof inner === "bigint") this.#zxids.add(inner);
      else this.#collect(inner);
    }
  }

  #render(value: unknown, field = ""): string {
    if (value instanceof Uint8Array) return JSON.stringify(new TextDecoder().decode(value));
    if (typeof value === "bigint") return this.#renderLong(value, field);
    if (Array.isArray(value)) {
      const items = value.map((one) => this.#render(one));
      return `[${items.sort().join(", ")}]`;
    }
    if (!isFields(value)) return JSON.stringify(value);
    // The nodes that a server has from the start count what earlier scenarios did below them.
    if (value["czxid"] === 0n) return `{czxid 0, aversion ${value["aversion"]}}`;
    const fields = Object.entries(value).filter(([name]) => !TIME_FIELDS.has(name));
    return `{${fields.map(([name, inner]) => `${name} ${this.#render(inner, name)}`).join(", ")}}`;
  }

  #renderLong(value: bigint, field: string): string {
    if (ZXID_FIELDS.has(field)) {
      const ranks = [...this.#zxids].filter((zxid) => zxid !== 0n && zxid < value).length;
      return value === 0n ? "0" : `z${ranks + 1}`;
    }
    return this.#sessionNames.get(value) ?? String(value);
  }
}
