/**
 * What the broker knows of the cluster: brokers, topics, partition states and configs, as the
 * znodes say. Handlers read it synchronously; only the metadata layer changes it, after the znode
 * changed.
 *
 * @module
 */
import type { ClientQuota } from "./quota_znodes.ts";

/** One address that a broker tells its clients. */
export interface BrokerEndpoint {
  listenerName: string;
  host: string;
  port: number;
}

/** A live broker. */
export interface BrokerImage {
  id: number;
  endpoints: BrokerEndpoint[];
  rack: string | null;
}

/** One partition's state, as `/brokers/topics/T/partitions/P/state` has it. */
export interface PartitionImage {
  index: number;
  /** Broker id, -1 where there is no leader. */
  leader: number;
  leaderEpoch: number;
  replicas: number[];
  isr: number[];
}

/** A topic. */
export interface TopicImage {
  name: string;
  /** Kafka's text form of the uuid. */
  id: string;
  /** By index, without gaps. */
  partitions: PartitionImage[];
  /** Overrides of `/config/topics/T`. */
  configs: ReadonlyMap<string, string>;
}

/** The features' levels that `/feature` gives; those it does not name have their default. */
export interface FeatureLevels {
  readonly levels: ReadonlyMap<string, number>;
  /** Rises with each change. */
  readonly epoch: number;
}

/** The cluster at one moment. */
export interface ClusterImage {
  readonly clusterId: string;
  readonly controllerId: number;
  readonly brokers: ReadonlyMap<number, BrokerImage>;
  readonly topics: ReadonlyMap<string, TopicImage>;
  /** Name by topic id. */
  readonly topicNames: ReadonlyMap<string, string>;
  /** Overrides of `/config/brokers/ID`; the cluster-wide default is under "". */
  readonly brokerConfigs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly features: FeatureLevels;
  /** Quotas of users, client ids and addresses, by their path below `/config/`. */
  readonly clientQuotas: ReadonlyMap<string, ClientQuota>;
  /** Overrides of `/config/groups/G`. */
  readonly groupConfigs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Client metrics subscriptions of `/config/client-metrics/S`. */
  readonly clientMetricsConfigs: ReadonlyMap<string, ReadonlyMap<string, string>>;
}
