/** Server-sent events, as a client reads them. */

type TextReader = ReadableStreamDefaultReader<Uint8Array>;

/** What comes next, as text; empty at the end. */
export async function nextText(reader: TextReader): Promise<string> {
  const { value } = await reader.read();
  return value === undefined ? "" : new TextDecoder().decode(value);
}

/** One event. */
export interface ReadEvent {
  event: string;
  id: string | null;
  // deno-lint-ignore no-explicit-any -- tests look into events field by field
  data: any;
}

/** Reads a stream event by event; heartbeats are passed over. */
export class ServerEvents {
  readonly #reader: TextReader;
  #rest = "";

  constructor(response: Response) {
    this.#reader = response.body!.getReader();
  }

  /** The next event; null at the end. */
  async next(): Promise<ReadEvent | null> {
    for (;;) {
      const end = this.#rest.indexOf("\n\n");
      if (end < 0) {
        const text = await nextText(this.#reader);
        if (text === "") return null;
        this.#rest += text;
        continue;
      }
      const lines = this.#rest.slice(0, end).split("\n");
      this.#rest = this.#rest.slice(end + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
      const event = field("event");
      if (event === null) continue;
      return { event, id: field("id"), data: JSON.parse(field("data") ?? "null") };
    }
  }

  /** The next events as `event id path`. */
  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) {
      const event = await this.next();
      if (event === null) break;
      lines.push(`${event.event} ${event.id} ${event.data.path}`);
    }
    return lines;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}
