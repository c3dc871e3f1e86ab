/**
 * The services that handlers use: what one broker consists of, seen from a request.
 *
 * @module
 */
import type { ServerConfig } from "../../config/server_config.ts";
import type { Clock } from "../../io/clock.ts";
import type { Logger } from "../../io/logger.ts";
import type { MemoryAccount } from "../../io/memory_budget.ts";
import type { Random } from "../../io/random.ts";
import type { ClusterImage } from "../../metadata/cluster_image.ts";
import type { AssignmentServices } from "../../metadata/leader_election.ts";
import type { GroupCoordinator } from "../group/group_coordinator.ts";
import type { FetchSessions } from "../log/fetch_sessions.ts";
import type { Partitions } from "../log/partitions.ts";
import type { ProducerIds } from "../log/producer_ids.ts";
import type { ClientQuotas } from "../quota/client_quotas.ts";
import type { QuotaStore } from "../quota/quota_store.ts";
import type { ClientTelemetry } from "../telemetry/client_telemetry.ts";
import type { Topics } from "../topic/topics.ts";
import type { TransactionCoordinator } from "../transaction/transaction_coordinator.ts";
import type { ConnectionFacts } from "./handler.ts";

/** Told what goes in and out, for /metrics. */
export interface TrafficObserver {
  produced(topic: string, sizeBytes: number, recordCount: number): void;
  fetched(topic: string, sizeBytes: number, recordCount: number): void;
  /** A partition's part of a request was refused; the topic is null where it does not exist. */
  refused(apiKey: number, topic: string | null, errorCode: number): void;
}

/** A running broker's parts. */
export interface Broker {
  readonly id: number;
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The cluster now; a new object after each change. */
  readonly image: ClusterImage;
  readonly topics: Topics;
  /** For elections and reassignments. */
  readonly assignment: AssignmentServices;
  readonly partitions: Partitions;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly producerIds: ProducerIds;
  readonly fetchSessions: FetchSessions;
  /** The memory of answers that hold records. */
  readonly answers: MemoryAccount;
  /** Quotas in force, and the place where they are changed. */
  readonly quotas: ClientQuotas;
  readonly quotaStore: QuotaStore;
  /** Metrics that clients push. */
  readonly telemetry: ClientTelemetry;
  readonly traffic: TrafficObserver;
  /** Resolves when the image and the logs have caught up with what was written to the znodes. */
  settled(): Promise<void>;
  /** This broker as the client on this connection reaches it: advertised, or where it connected. */
  nodeFor(connection: ConnectionFacts): { nodeId: number; host: string; port: number };
  /** The lists that ApiVersions answers from: [apiKey, min, max]. */
  readonly apiVersions: readonly (readonly [number, number, number])[];
}
