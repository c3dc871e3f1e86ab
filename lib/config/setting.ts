/**
 * A row of the table of settings, and the small words rows are written with:
 *
 *     int("num.partitions", 1, atLeast(1)).readOnly("Partitions of a topic made without a count."),
 *
 * The rows stand in settings/, mod.ts joins them.
 *
 * @module
 */
import type { Rule } from "./rule.ts";
import { javaDoubleText } from "./value.ts";

/** Kafka's types of settings, with the numbers that DescribeConfigs gives them. */
export const ConfigType = {
  unknown: 0,
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
} as const;

/** A type by Kafka's lower-case name. */
export type SettingType = keyof typeof ConfigType;

/** Whether a running broker takes a new value, and for whom. */
export type DynamicScope = "read-only" | "per-broker" | "cluster-wide";

/** One setting: everything known about a name. */
export interface Setting {
  readonly name: string;
  readonly type: SettingType;
  /** The default as text, in the form DescribeConfigs answers; null is none. */
  readonly defaultText: string | null;
  readonly rule: Rule | null;
  readonly scope: DynamicScope;
  readonly documentation: string;
  /** Broker settings a topic's setting falls back to, nearest first; empty for others. */
  readonly brokerSynonyms: readonly string[];
  /** False where kedge takes the value and nothing depends on it. */
  readonly effective: boolean;
  /** For tests and tuning: known, not listed. */
  readonly internal: boolean;
  /** Gone from Kafka 4, known because files of 2.x and 3.x carry it; listed only when set. */
  readonly legacy: boolean;
}

/** Kafka's largest long, which many defaults use to mean never. */
export const LONG_MAX = "9223372036854775807";
/** Kafka's largest int, which many defaults use to mean no bound. */
export const INT_MAX = 2147483647;

/** A row half written: name, type, default and rule; its last word adds scope and documentation. */
class Row {
  readonly #name: string;
  readonly #type: SettingType;
  readonly #defaultText: string | null;
  readonly #rule: Rule | null;

  constructor(
    name: string,
    { type, defaultText, rule }: {
      type: SettingType;
      defaultText: string | null;
      rule: Rule | undefined;
    },
  ) {
    this.#name = name;
    this.#type = type;
    this.#defaultText = defaultText;
    this.#rule = rule ?? null;
  }

  /** Read at start only. */
  readOnly(documentation: string): Setting {
    return this.#finish(documentation, "read-only");
  }

  /** May be changed for one running broker. */
  perBroker(documentation: string): Setting {
    return this.#finish(documentation, "per-broker");
  }

  /** May be changed for one running broker or for all. */
  clusterWide(documentation: string): Setting {
    return this.#finish(documentation, "cluster-wide");
  }

  /** A topic's or group's setting, with the broker settings it falls back to. */
  topic(documentation: string, ...brokerSynonyms: readonly string[]): Setting {
    return { ...this.#finish(documentation, "cluster-wide"), brokerSynonyms };
  }

  #finish(documentation: string, scope: DynamicScope): Setting {
    return {
      name: this.#name,
      type: this.#type,
      defaultText: this.#defaultText,
      rule: this.#rule,
      scope,
      documentation,
      brokerSynonyms: NONE,
      effective: true,
      internal: false,
      legacy: false,
    };
  }
}

const NONE: readonly string[] = [];

/** What DescribeConfigs says of a setting; where it changes nothing, that too. */
export function documentationOf({ documentation, effective }: Setting): string {
  return effective ? documentation : `${documentation} Accepted, without effect here.`;
}

/** Marks rows that are taken and change nothing here. */
export function withoutEffect(rows: readonly Setting[]): Setting[] {
  return rows.map((row) => ({ ...row, effective: false }));
}

/** Marks rows that are for tests and tuning. */
export function internal(rows: readonly Setting[]): Setting[] {
  return rows.map((row) => ({ ...row, internal: true }));
}

/** Marks rows that Kafka 4 has no more. */
export function legacy(rows: readonly Setting[]): Setting[] {
  return rows.map((row) => ({ ...row, legacy: true }));
}

export function boolean(name: string, value: boolean): Row {
  return new Row(name, { type: "boolean", defaultText: String(value), rule: undefined });
}

export function string(name: string, value: string | null, rule?: Rule): Row {
  return new Row(name, { type: "string", defaultText: value, rule });
}

export function int(name: string, value: number | null, rule?: Rule): Row {
  return new Row(name, { type: "int", defaultText: textOrNull(value), rule });
}

export function short(name: string, value: number | null, rule?: Rule): Row {
  return new Row(name, { type: "short", defaultText: textOrNull(value), rule });
}

/** A long; a default past 2^53 is written as text. */
export function long(name: string, value: number | string | null, rule?: Rule): Row {
  return new Row(name, { type: "long", defaultText: textOrNull(value), rule });
}

export function double(name: string, value: number, rule?: Rule): Row {
  return new Row(name, { type: "double", defaultText: javaDoubleText(value), rule });
}

/** Comma-separated words. */
export function list(name: string, value: string | null, rule?: Rule): Row {
  return new Row(name, { type: "list", defaultText: value, rule });
}

/** The name of a Java class. */
export function javaClass(name: string, value: string | null): Row {
  return new Row(name, { type: "class", defaultText: value, rule: undefined });
}

/** A secret: never answered, never logged. */
export function password(name: string): Row {
  return new Row(name, { type: "password", defaultText: null, rule: undefined });
}

function textOrNull(value: number | string | null): string | null {
  return value === null ? null : String(value);
}
