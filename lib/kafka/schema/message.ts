/**
 * A message of the protocol: its name, API key, versions and table of fields. Codecs are compiled
 * from the table on the first use of each version (compile_decoder.ts, compile_encoder.ts), so a
 * process pays only for the messages and versions that its clients speak.
 *
 * @module
 */

import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { compileDecoder, type Decoder } from "./compile_decoder.ts";
import { compileEncoder, type Encoder } from "./compile_encoder.ts";
import type { Fields } from "./field.ts";
import type { StructInput, StructOf } from "./infer.ts";
import { UnsupportedVersionError } from "./unsupported_version_error.ts";

/** Stands for the API key of messages that have none (headers, records' values). */
export const NO_API_KEY = -1;

/** What a message's file says before its fields. */
export interface MessageHeader {
  /** The API key; for coordinator records, the record type that their key opens with. */
  readonly apiKey?: number;
  /** First and last version. */
  readonly versions: readonly [number, number];
  /** First version with compact lengths and tagged sections (KIP-482); none where left out. */
  readonly flexibleFrom?: number;
}

/** One message, both ways. Decoding gives `Decoded`, encoding takes `Given`. */
export class Message<out Decoded, in Given> {
  readonly name: string;
  readonly apiKey: number;
  readonly validVersions: { readonly min: number; readonly max: number };
  /** Infinity where no version is flexible. */
  readonly flexibleFrom: number;
  readonly fields: Fields;
  readonly #decoders: (Decoder | undefined)[] = [];
  readonly #encoders: (Encoder | undefined)[] = [];

  constructor(name: string, header: MessageHeader, fields: Fields) {
    this.name = name;
    this.apiKey = header.apiKey ?? NO_API_KEY;
    this.validVersions = { min: header.versions[0], max: header.versions[1] };
    this.flexibleFrom = header.flexibleFrom ?? Infinity;
    this.fields = fields;
  }

  /**
   * Reads one message from where the reader stands. Bytes and records are views of its buffer.
   *
   * @throws {MalformedError} where the bytes are not such a message
   * @throws {UnsupportedVersionError} where the message has no such version
   */
  decode(reader: Reader, version: number): Decoded {
    const decode = this.#decoders[version] ?? this.#compileDecoder(version);
    try {
      // The one claim that a compiled codec gives what the table infers; golden vectors prove it.
      return decode(reader) as Decoded;
    } catch (error) {
      if (error instanceof MalformedError) {
        error.message = `${this.name} version ${version}: ${error.message}`;
      }
      throw error;
    }
  }

  /**
   * Writes one message at the writer's end. Fields left out take their defaults.
   *
   * @throws {UnsupportedVersionError} where the message has no such version, or a field is set that
   * the version lacks and that must not be dropped
   * @throws {RangeError} where a value does not fit its field; the writer then holds half a message
   */
  encode(writer: Writer, version: number, value: Given): void {
    const encode = this.#encoders[version] ?? this.#compileEncoder(version);
    encode(writer, value);
  }

  /** Whether the version has compact lengths and tagged sections. */
  isFlexible(version: number): boolean {
    return version >= this.flexibleFrom;
  }

  #compileDecoder(version: number): Decoder {
    this.#checkVersion(version);
    return this.#decoders[version] = compileDecoder(this, version);
  }

  #compileEncoder(version: number): Encoder {
    this.#checkVersion(version);
    return this.#encoders[version] = compileEncoder(this, version);
  }

  #checkVersion(version: number): void {
    const { min, max } = this.validVersions;
    if (Number.isInteger(version) && version >= min && version <= max) return;
    throw new UnsupportedVersionError(
      `Cannot use ${this.name} version ${version}: versions ${min} to ${max} exist`,
    );
  }
}

/** A message of which only the name, versions and table matter. */
export type AnyMessage = Message<unknown, never>;

/**
 * Makes a message from its table.
 *
 * @param name Kafka's name of it, with Request or Response
 * @param header its key and versions
 * @param fields its fields, in wire order
 */
export function message<F extends Fields>(
  name: string,
  header: MessageHeader,
  fields: F,
): Message<StructOf<F>, StructInput<F>> {
  return new Message(name, header, fields);
}
