/**
 * A producer's settings by Kafka's names.
 *
 * @module
 */

import {
  COMPRESSION_TYPE_NAMES,
  type CompressionType,
  compressionTypeOf,
} from "../../bytes/compression/mod.ts";
import type { ProducerOptions } from "../../client/producer/producer.ts";
import { type ClientProperties, given, PropertyError } from "../client_properties.ts";

/**
 * The settings that the properties name; what they leave out has the producer's own default.
 *
 * @throws {PropertyError} where a value cannot be
 */
export function producerSettings(properties: ClientProperties): Partial<ProducerOptions> {
  const acks = properties.oneOf("acks", ["all", "-1", "0", "1"]);
  const idempotence = properties.oneOf("enable.idempotence", ["true", "false"]);
  const transactionalId = properties.text("transactional.id");
  const waitsForAll = acks === undefined || acks === "all" || acks === "-1";
  if (acks !== undefined && !waitsForAll && (idempotence === "true" || transactionalId)) {
    throw new PropertyError(
      "acks",
      acks,
      "Must set acks to all in order to use the idempotent " +
        "producer. Otherwise we cannot guarantee idempotence.",
    );
  }
  const inFlightMax = properties.integer(IN_FLIGHT);
  const isIdempotent = waitsForAll && idempotence !== "false";
  if (inFlightMax !== undefined && (inFlightMax < 1 || (isIdempotent && inFlightMax > 5))) {
    throw new PropertyError(
      IN_FLIGHT,
      String(inFlightMax),
      inFlightMax < 1
        ? "Value must be at least 1"
        : "Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent " +
          "producer.",
    );
  }
  return given({
    acks: acks === undefined ? undefined : ACKS[acks],
    compressionType: compressionOf(properties),
    lingerMs: properties.integer("linger.ms"),
    batchBytes: properties.integer("batch.size"),
    bufferBytes: properties.integer("buffer.memory"),
    maxBlockMs: properties.integer("max.block.ms"),
    retries: properties.integer("retries"),
    requestTimeoutMs: properties.integer("request.timeout.ms"),
    deliveryTimeoutMs: properties.integer("delivery.timeout.ms"),
    recordBytesMax: properties.integer("max.request.size"),
    inFlightMax,
    idempotence: idempotence === "false" ? "none" as const : undefined,
    transactionalId,
    transactionTimeoutMs: properties.integer("transaction.timeout.ms"),
  });
}

const IN_FLIGHT = "max.in.flight.requests.per.connection";
const ACKS = { all: -1, "-1": -1, "0": 0, "1": 1 } as const;

function compressionOf(properties: ClientProperties): CompressionType | undefined {
  const name = properties.text("compression.type");
  if (name === undefined) return undefined;
  const type = compressionTypeOf(name);
  if (type !== null) return type;
  const allowed = COMPRESSION_TYPE_NAMES.join(", ");
  throw new PropertyError("compression.type", name, `String must be one of: ${allowed}`);
}
