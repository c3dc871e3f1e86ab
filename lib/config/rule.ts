/**
 * The rules a setting's value must keep, beyond its type. Each knows Kafka's notation of itself
 * (as `kafka-configs` documentation prints it), words for people, and Kafka's own error text,
 * which clients show as it is.
 *
 * @module
 */

/** A value after parsing. Longs past 2^53 are rounded: only their text is exact. */
export type SettingValue = boolean | number | string | readonly string[];

/** What a value must satisfy. */
export interface Rule {
  /** Kafka's notation, such as `[1,...]`. */
  readonly notation: string;
  /** The same in words, to follow the type: "at least 1". */
  readonly allowed: string;
  /** Kafka's message about `value` of the setting `name`, or null where the rule is kept. */
  check(name: string, value: SettingValue, text: string): string | null;
}

/** Kafka's ConfigException text: what was set, for what, and why it cannot be. */
export function invalidValue(name: string, shown: string, why: string): string {
  return `Invalid value ${shown} for configuration ${name}: ${why}`;
}

/** A number from `minimum` up. */
export function atLeast(minimum: number): Rule {
  return {
    notation: `[${minimum},...]`,
    allowed: `at least ${minimum}`,
    check: (name, value, text) =>
      Number(value) < minimum
        ? invalidValue(name, text, `Value must be at least ${minimum}`)
        : null,
  };
}

/** A number from `minimum` to `maximum`, both included. */
export function between(minimum: number, maximum: number): Rule {
  return {
    notation: `[${minimum},...,${maximum}]`,
    allowed: `from ${minimum} to ${maximum}`,
    check(name, value, text) {
      if (Number(value) < minimum) {
        return invalidValue(name, text, `Value must be at least ${minimum}`);
      }
      if (Number(value) > maximum) {
        return invalidValue(name, text, `Value must be no more than ${maximum}`);
      }
      return null;
    },
  };
}

/** As {@linkcode between}, or the one value `other` (gzip's level: 1 to 9, or -1). */
export function betweenOr(minimum: number, maximum: number, other: number): Rule {
  return {
    notation: `[${minimum},...,${maximum}] or ${other}`,
    allowed: `from ${minimum} to ${maximum}, or ${other}`,
    check: (name, value, text) =>
      value === other || (Number(value) >= minimum && Number(value) <= maximum)
        ? null
        : invalidValue(
          name,
          text,
          `Value must be between ${minimum} and ${maximum} or equal to ${other}`,
        ),
  };
}

/** One of the words, or a list of only them; a list may be empty but holds no empty word. */
export function oneOf(...words: readonly string[]): Rule {
  return {
    notation: `[${words.join(", ")}]`,
    allowed: `one of ${words.join(", ")}`,
    check(name, value) {
      const items = Array.isArray(value) ? value : [String(value)];
      if (Array.isArray(value) && items.includes("")) {
        return `Configuration '${name}' values must not be empty.`;
      }
      const wrong = items.find((item) => !words.includes(item));
      if (wrong === undefined) return null;
      return invalidValue(name, wrong, `String must be one of: ${words.join(", ")}`);
    },
  };
}

/** One of the words, in capitals or not. */
export function oneOfAnyCase(...words: readonly string[]): Rule {
  return {
    notation: `(case insensitive) [${words.join(", ")}]`,
    allowed: `one of ${words.join(", ")}`,
    check: (name, value, text) =>
      words.includes(String(value).toUpperCase()) ? null : invalidValue(
        name,
        text,
        `String must be one of (case insensitive): ${words.join(", ")}`,
      ),
  };
}

/** Some text. */
export const nonEmpty: Rule = {
  notation: "non-empty string",
  allowed: "not empty",
  check: (name, value, text) =>
    value === "" ? invalidValue(name, text, "String must be non-empty") : null,
};

const REPLICAS_NOTATION = "[partitionId]:[brokerId],[partitionId]:[brokerId],...";

/** Replicas to throttle: `*`, or partition:broker pairs. */
export const throttledReplicas: Rule = {
  notation: REPLICAS_NOTATION,
  allowed: `* or ${REPLICAS_NOTATION}`,
  check(name, value, text) {
    const joined = text.trim();
    if (joined === "*" || /^(\d+:\d+)?(,(\d+:\d+)?)*$/.test(joined)) return null;
    const shown = Array.isArray(value) ? `[${value.join(", ")}]` : joined;
    const why = `${name} must be the literal '*' or a list of replicas in the following format: `;
    return invalidValue(name, shown, why + REPLICAS_NOTATION);
  },
};

/** Where a share group starts: latest, earliest, or an ISO 8601 duration back (KIP-1106). */
export const offsetReset: Rule = {
  notation: "[latest, earliest, by_duration:PnDTnHnMn.nS]",
  allowed: "latest, earliest or by_duration:PnDTnHnMnS",
  check(name, value, text) {
    const duration = /^by_duration:P(?=[\dT])(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/i;
    if (value === "latest" || value === "earliest" || duration.test(String(value))) return null;
    const why = `Invalid value \`${text}\` for configuration ${name}. The value must be either ` +
      "'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.";
    return invalidValue(name, text, why);
  },
};
