/**
 * Reads a client's properties by Kafka's names, with errors that say what is allowed.
 *
 * @module
 */

/** A property with a value that it cannot have. */
export class PropertyError extends Error {
  override name = "PropertyError";

  constructor(key: string, value: string, allowed: string) {
    super(`Invalid value ${value} for configuration ${key}: ${allowed}`);
  }
}

/** The properties of one client. */
export class ClientProperties {
  readonly #properties: ReadonlyMap<string, string>;

  constructor(properties: ReadonlyMap<string, string>) {
    this.#properties = properties;
    const protocol = this.text("security.protocol") ?? "PLAINTEXT";
    if (protocol !== "PLAINTEXT") {
      throw new PropertyError("security.protocol", protocol, "Only PLAINTEXT is supported yet");
    }
  }

  has(key: string): boolean {
    return this.#properties.has(key);
  }

  text(key: string): string | undefined {
    return this.#properties.get(key)?.trim();
  }

  /** @throws {PropertyError} where the value is not a whole number from 0 on */
  integer(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
    throw new PropertyError(key, text, "Not a number of type INT");
  }

  /** @throws {PropertyError} where the value is none of those allowed */
  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    throw new PropertyError(key, text, `String must be one of: ${allowed.join(", ")}`);
  }
}

/** Leaves out what is undefined, so that defaults spread before stay. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
