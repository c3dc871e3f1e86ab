/**
 * The golden vectors of this folder: record batches and message sets that the Java implementation
 * wrote, with everything it read back from them.
 *
 * @module
 */

import { resolve } from "node:path";

export type GoldenRecord = {
  offset: string;
  timestamp: number;
  key: string | null;
  value: string | null;
  /** Name and value. */
  headers?: [string, string | null][];
};

export type GoldenBatch = {
  codec: string;
  hex: string;
  baseOffset: string;
  lastOffset: string;
  partitionLeaderEpoch: number;
  crc: number;
  compression: string;
  timestampType: "CreateTime" | "LogAppendTime";
  maxTimestamp: number;
  producerId: number;
  producerEpoch: number;
  baseSequence: number;
  transactional: boolean;
  control: boolean;
  sizeInBytes: number;
  records: GoldenRecord[];
};

export type GoldenMessageSet = {
  magic: 0 | 1;
  codec: string;
  hex: string;
  records: GoldenRecord[];
};

async function readLines(file: string): Promise<string[]> {
  const path = resolve(import.meta.dir, "../../golden", file);
  const text = new TextDecoder().decode(Bun.gunzipSync(await Bun.file(path).bytes()));
  return text.trim().split("\n");
}

export const goldenBatches: GoldenBatch[] = (await readLines("batches.jsonl.gz"))
  .map((line): GoldenBatch => JSON.parse(line));
export const goldenMessageSets: GoldenMessageSet[] = (await readLines("message_sets.jsonl.gz"))
  .map((line): GoldenMessageSet => JSON.parse(line));

/** The bytes in a vector's hexadecimal digits, an array of their own. */
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

/** A view of all of `bytes`. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A key or value in the vectors' base64, null as null. */
export function base64(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString("base64");
}

/** Bytes from the vectors' base64. */
export function fromBase64(text: string | null): Uint8Array | null {
  return text === null ? null : new Uint8Array(Buffer.from(text, "base64"));
}

/** A text's bytes. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
