/**
 * The metrics that clients push (KIP-714): tells each client what to push and how often, takes
 * what comes, and shows it on /metrics (client_metrics.ts). The broker is the receiver itself: no
 * plug-in is needed, and the two APIs are always served.
 *
 * Everything is bounded: clients (the one silent the longest goes), series of a client, series in
 * all, and the bytes of a push, compressed and not.
 *
 * @module
 */
import { decompress, isCompressionType } from "../../bytes/compression/mod.ts";
import { MalformedError } from "../../bytes/reader.ts";
import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { Clock } from "../../io/clock.ts";
import type { Random } from "../../io/random.ts";
import { ClientInstance } from "./client_instance.ts";
import { readOtlpMetrics } from "./otlp_metrics.ts";
import { type ClientAttributes, type ClientPlan, planFor } from "./subscription_match.ts";

/** What the service works with. */
export interface TelemetryServices {
  readonly clock: Clock;
  readonly random: Random;
  /** Values by subscription name. */
  readonly subscriptions: () => ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** telemetry.max.bytes. */
  readonly bytesMax: () => number;
}

/** Why a request is refused, by Kafka's names. */
export type TelemetryError =
  | "INVALID_REQUEST"
  | "INVALID_RECORD"
  | "TELEMETRY_TOO_LARGE"
  | "THROTTLING_QUOTA_EXCEEDED"
  | "UNKNOWN_SUBSCRIPTION_ID"
  | "UNSUPPORTED_COMPRESSION_TYPE";

/** A client as its connection shows it. */
export type ConnectedClient = Omit<ClientAttributes, "client_instance_id">;

/** What is pushed. */
export interface TelemetryPush {
  readonly clientInstanceId: string;
  readonly subscriptionId: number;
  readonly terminating: boolean;
  readonly compressionType: number;
  /** OTLP, compressed. */
  readonly metrics: Uint8Array;
}

const CLIENTS_MAX = 1_000;
const SERIES_MAX = 50_000;
/** The id that Kafka's metadata topic has: no client may be called so. */
const METADATA_TOPIC_UUID = "AAAAAAAAAAAAAAAAAAAAAQ";
const RESERVED_UUIDS = [ZERO_UUID, METADATA_TOPIC_UUID];
/** So much more may a push become when it is decompressed. */
const COMPRESSION_RATIO_MAX = 4;

/** All clients that push. */
export class ClientTelemetry {
  readonly #services: TelemetryServices;
  /** By client instance id; the one heard of last is the last. */
  readonly #clients = new Map<string, ClientInstance>();
  #seriesCount = 0;
  /** Numbers that were not kept because of a bound. */
  droppedCount = 0;

  constructor(services: TelemetryServices) {
    this.#services = services;
  }

  /** Clients with what they pushed last; those silent for long are forgotten first. */
  *clients(): Generator<[string, ClientInstance]> {
    const nowMs = this.#services.clock.monotonicMs();
    for (const [id, client] of [...this.#clients]) {
      if (client.isExpired(nowMs)) this.#forget(id);
      else yield [id, client];
    }
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Most bytes of one push. */
  get bytesMax(): number {
    return this.#services.bytesMax();
  }

  /**
   * What a client is to push.
   *
   * @param clientInstanceId zero asks for one
   */
  subscribe(
    clientInstanceId: string,
    connected: ConnectedClient,
  ): { clientInstanceId: string; plan: ClientPlan } | TelemetryError {
    const id = clientInstanceId === ZERO_UUID ? this.#newId() : clientInstanceId;
    if (RESERVED_UUIDS.includes(id)) return "INVALID_REQUEST";
    const client = this.#client(id, connected);
    if (!client.acceptGet(this.#services.clock.monotonicMs())) return "THROTTLING_QUOTA_EXCEEDED";
    return { clientInstanceId: id, plan: client.plan };
  }

  /** Takes a push; null where all is well. */
  push(push: TelemetryPush, connected: ConnectedClient): TelemetryError | null {
    const { clientInstanceId: id } = push;
    if (RESERVED_UUIDS.includes(id)) return "INVALID_REQUEST";
    const client = this.#client(id, connected);
    const error = this.#pushError(push, client) ?? this.#take(push, client);
    client.mayAskAgain = error === "UNKNOWN_SUBSCRIPTION_ID" ||
      error === "UNSUPPORTED_COMPRESSION_TYPE";
    if (error === null) client.terminating = push.terminating;
    return error;
  }

  #pushError(push: TelemetryPush, client: ClientInstance): TelemetryError | null {
    if (client.terminating) return "INVALID_REQUEST";
    const inTime = client.acceptPush(this.#services.clock.monotonicMs());
    if (!inTime && !push.terminating) return "THROTTLING_QUOTA_EXCEEDED";
    if (push.subscriptionId !== client.plan.subscriptionId) return "UNKNOWN_SUBSCRIPTION_ID";
    if (!isCompressionType(push.compressionType)) return "UNSUPPORTED_COMPRESSION_TYPE";
    return push.metrics.length > this.bytesMax ? "TELEMETRY_TOO_LARGE" : null;
  }

  #take(push: TelemetryPush, client: ClientInstance): TelemetryError | null {
    try {
      const bytesMax = this.bytesMax * COMPRESSION_RATIO_MAX;
      const bytes = push.metrics.length === 0
        ? push.metrics
        : decompress(push.compressionType, push.metrics, { bytesMax });
      const mayGrow = () => this.#seriesCount < SERIES_MAX;
      for (const point of readOtlpMetrics(bytes)) {
        const before = client.seriesCount;
        if (!client.take(point, mayGrow)) this.droppedCount++;
        this.#seriesCount += client.seriesCount - before;
      }
      return null;
    } catch (error) {
      if (error instanceof MalformedError) return "INVALID_RECORD";
      throw error;
    }
  }

  /** The client, with what is asked of it now. */
  #client(id: string, connected: ConnectedClient): ClientInstance {
    const { subscriptions } = this.#services;
    const plan = planFor({ ...connected, client_instance_id: id }, subscriptions());
    const known = this.#clients.get(id);
    this.#clients.delete(id);
    const client = known ?? new ClientInstance(connected.client_id, plan);
    if (client.plan.subscriptionId !== plan.subscriptionId) {
      client.plan = plan;
      client.mayAskAgain = true;
    }
    this.#clients.set(id, client);
    if (this.#clients.size > CLIENTS_MAX) this.#forget(this.#clients.keys().next().value!);
    return client;
  }

  #forget(id: string): void {
    this.#seriesCount -= this.#clients.get(id)?.seriesCount ?? 0;
    this.#clients.delete(id);
  }

  #newId(): string {
    for (;;) {
      const id = this.#services.random.kafkaUuid();
      if (!RESERVED_UUIDS.includes(id)) return id;
    }
  }
}
