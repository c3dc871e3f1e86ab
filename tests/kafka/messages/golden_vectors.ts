/**
 * The golden vectors of Kafka's messages: bytes and JSON that the Java implementation made of
 * every message in every version, four samples each. Test data for the messages and the schema.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { messages, recordMessages } from "../../../lib/kafka/messages/mod.ts";
import { type Json, parseJson } from "../schema/json.ts";
import type { AnyMessage } from "../../../lib/kafka/schema/mod.ts";

/** One line of tests/golden/kafka_messages*.jsonl.gz. */
export interface GoldenVector {
  readonly message: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly json: Json;
}

/** Sets by file name: of Kafka 4.4, and of 3.9 where 4.4 no longer has the version. */
export const GOLDEN_SETS = ["kafka_messages", "kafka_messages_3_9"] as const;

/** Gives a line of Kafka 3.9 the names of 4.x, where one API was renamed; bytes are the same. */
function withNewNames(line: string): string {
  if (!line.includes("ListClientMetricsResources")) return line;
  return line
    .replace("ListClientMetricsResources", "ListConfigResources")
    .replace('"clientMetricsResources"', '"configResources"')
    .replaceAll('"name"', '"resourceName"');
}

/** All vectors of a set. */
export function readGoldenVectors(set: typeof GOLDEN_SETS[number]): GoldenVector[] {
  const path = new URL(`../../golden/${set}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => {
    const { message, version, hex, json } = parseJson(withNewNames(line)) as {
      message: string;
      version: number;
      hex: string;
      json: Json;
    };
    const bytes = new Uint8Array(Buffer.from(hex, "hex"));
    return { message, version, bytes, json };
  });
}

/** Every message of the product by name. */
export function messagesByName(): Map<string, AnyMessage> {
  const both = [...messages.values()].flatMap(({ request, response }) => [request, response]);
  return new Map([...both, ...recordMessages].map((each) => [each.name, each]));
}
