/**
 * What a znode of limits, or of their use, holds: `count=5,bytes=-1=;countHardLimit=10`. The `=`
 * after the first two keeps readers before 3.7 from the rest.
 *
 * @module
 */

/** Names with numbers; -1 where there is none. */
export class QuotaText {
  readonly #values = new Map<string, number>();

  constructor(text: string) {
    for (const pair of text.split(/[,;]+/)) {
      const [name = "", value = ""] = pair.split("=");
      if (name !== "") this.#values.set(name, /^-?\d+$/.test(value) ? Number(value) : -1);
    }
  }

  get(name: string): number {
    return this.#values.get(name) ?? -1;
  }

  set(name: string, value: number): void {
    this.#values.set(name, value);
  }

  get bytes(): Uint8Array {
    return new TextEncoder().encode(this.toString());
  }

  toString(): string {
    const first = `count=${this.get("count")},bytes=${this.get("bytes")}`;
    const rest = [...this.#values.keys()].filter((name) => name !== "count" && name !== "bytes");
    if (rest.length === 0) return first;
    return `${first}=${rest.sort().map((name) => `;${name}=${this.get(name)}`).join("")}`;
  }
}
