/**
 * What real Kafka says of its settings (tests/golden/configs.json.gz): every name with type,
 * default, validator and scope; what 2.5 and 3.5 had besides; how its validator answered 39 values
 * for each topic setting; rows that DescribeConfigs gave.
 *
 * @module
 */
import { gunzipSync } from "bun";

export interface GoldenSetting {
  readonly name: string;
  readonly type: string;
  readonly default: string | null;
  readonly valid: string | null;
  readonly internal: boolean | null;
  readonly dynamic?: string;
  readonly brokerSynonyms?: readonly string[] | null;
}

export interface GoldenConfigs {
  readonly broker: readonly GoldenSetting[];
  readonly topic: readonly GoldenSetting[];
  readonly group: readonly GoldenSetting[];
  readonly dropped: readonly {
    readonly name: string;
    readonly of: "broker" | "topic";
    readonly type: string;
    readonly default: string | null;
  }[];
  /** Name, text, and `ok -> value` or `ConfigException: message`. */
  readonly topicValues: readonly (readonly [string, string, string])[];
  /** `name=value sensitive=... synonyms={...}` */
  readonly describeTopic: readonly string[];
  readonly describeBroker: readonly string[];
}

const compressed = await Bun.file(new URL("../golden/configs.json.gz", import.meta.url)).bytes();

/** Kafka's answers. */
export const golden: GoldenConfigs = JSON.parse(
  new TextDecoder().decode(gunzipSync(compressed)),
);
