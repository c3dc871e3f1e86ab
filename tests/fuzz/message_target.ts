/**
 * Fuzzes the decoders of all Kafka messages, requests, responses and records alike, in every
 * version there are golden bytes of. What a decoder takes, the encoder must write, and read back
 * as the same.
 *
 * @module
 */
import { Reader } from "../../lib/bytes/reader.ts";
import { Writer } from "../../lib/bytes/writer.ts";
import { readRequestHeader } from "../../lib/kafka/protocol/header.ts";
import type { AnyMessage } from "../../lib/kafka/schema/mod.ts";
import {
  GOLDEN_SETS,
  messagesByName,
  readGoldenVectors,
} from "../kafka/messages/golden_vectors.ts";
import { countElements, takenOrRefused } from "./expect_refusal.ts";
import { type FuzzInput, type FuzzTarget, pick } from "./fuzz_target.ts";
import { mutate } from "./mutate.ts";

const HEADER = "header";
/** A version beside the golden one is tried as often as one in so many rounds. */
const OTHER_VERSION_ODDS = 8;

const byName = messagesByName();
const vectors = GOLDEN_SETS.flatMap((set) => readGoldenVectors(set))
  .filter(({ message }) => byName.has(message));
const donors = vectors.map(({ bytes }) => bytes).filter(({ length }) => length > 0);

export const messageTarget: FuzzTarget = {
  name: "messages",
  round(random, note) {
    const { message, version, bytes } = pick(random, vectors);
    const { validVersions: { min, max } } = messageOf(message);
    const isOther = random.int(OTHER_VERSION_ODDS) === 0;
    const tried = isOther ? min + random.int(max - min + 1) : version;
    const kind = random.int(16) === 0 ? HEADER : `${message} ${tried}`;
    const input = { kind, bytes: mutate(bytes, random, donors) };
    note(input);
    check(input);
  },
  check,
};

function messageOf(name: string): AnyMessage {
  const message = byName.get(name);
  if (message === undefined) throw new Error(`There is no message ${name}`);
  return message;
}

function check({ kind, bytes }: FuzzInput): void {
  if (kind === HEADER) {
    takenOrRefused(() => readRequestHeader(new Reader(bytes)));
    return;
  }
  const [name = "", version] = kind.split(" ");
  checkMessage(messageOf(name), Number(version), bytes);
}

function checkMessage(message: AnyMessage, version: number, bytes: Uint8Array): void {
  const value = takenOrRefused(() => message.decode(new Reader(bytes), version));
  if (value === undefined) return;
  const elements = countElements(value);
  if (elements > bytes.length) throw new Error(`${elements} elements of ${bytes.length} bytes`);
  const written = encoded(message, version, value);
  const again = encoded(message, version, message.decode(new Reader(written), version));
  if (Buffer.compare(written, again) !== 0) throw new Error("What is read back is another value");
}

function encoded(message: AnyMessage, version: number, value: unknown): Uint8Array {
  const writer = new Writer();
  // What a decoder gives is what the encoder of the same version takes.
  message.encode(writer, version, value as never);
  return writer.finish();
}
