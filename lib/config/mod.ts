/**
 * The one table of every setting: of brokers, topics, groups and client metrics subscriptions,
 * joined from settings/. Plain arrays; the indexes by name are built when first asked.
 *
 * @module
 */
import { brokerWideSettings } from "./settings/broker.ts";
import { clientMetricsRows } from "./settings/client_metrics.ts";
import { droppedSettings } from "./settings/dropped.ts";
import { groupCoordinatorSettings } from "./settings/group.ts";
import { groupRows } from "./settings/group_config.ts";
import { kedgeSettings } from "./settings/kedge.ts";
import { logSettings } from "./settings/log.ts";
import { metadataQuorumSettings } from "./settings/metadata_quorum.ts";
import { metricsSettings } from "./settings/metrics.ts";
import { networkSettings } from "./settings/network.ts";
import { quotaSettings } from "./settings/quota.ts";
import { remoteLogSettings } from "./settings/remote_log.ts";
import { replicationSettings } from "./settings/replication.ts";
import { saslSettings } from "./settings/sasl.ts";
import { securitySettings } from "./settings/security.ts";
import { shareGroupSettings } from "./settings/share_group.ts";
import { sslSettings } from "./settings/ssl.ts";
import { streamsGroupSettings } from "./settings/streams_group.ts";
import { topicRows } from "./settings/topic.ts";
import { transactionSettings } from "./settings/transaction.ts";
import { zookeeperSettings } from "./settings/zookeeper.ts";
import type { Setting } from "./setting.ts";

/** Every broker setting. */
export const brokerSettings: readonly Setting[] = [
  ...networkSettings,
  ...brokerWideSettings,
  ...logSettings,
  ...kedgeSettings,
  ...zookeeperSettings,
  ...replicationSettings,
  ...groupCoordinatorSettings,
  ...shareGroupSettings,
  ...streamsGroupSettings,
  ...transactionSettings,
  ...metadataQuorumSettings,
  ...remoteLogSettings,
  ...quotaSettings,
  ...metricsSettings,
  ...securitySettings,
  ...sslSettings,
  ...saslSettings,
  ...droppedSettings,
];

/** Every topic setting. */
export const topicSettings: readonly Setting[] = topicRows;

/** Every setting of a single group. */
export const groupSettings: readonly Setting[] = groupRows;

/** Every setting of a client metrics subscription. */
export const clientMetricsSettings: readonly Setting[] = clientMetricsRows;

let brokerIndex: ReadonlyMap<string, Setting> | undefined;
let topicIndex: ReadonlyMap<string, Setting> | undefined;
let groupIndex: ReadonlyMap<string, Setting> | undefined;

/** The broker setting of that name. */
export function brokerSetting(name: string): Setting | undefined {
  brokerIndex ??= indexByName(brokerSettings);
  return brokerIndex.get(name);
}

/** The topic setting of that name. */
export function topicSetting(name: string): Setting | undefined {
  topicIndex ??= indexByName(topicSettings);
  return topicIndex.get(name);
}

/** The group setting of that name. */
export function groupSetting(name: string): Setting | undefined {
  groupIndex ??= indexByName(groupSettings);
  return groupIndex.get(name);
}

/** The setting of a client metrics subscription of that name. */
export function clientMetricsSetting(name: string): Setting | undefined {
  return clientMetricsSettings.find((setting) => setting.name === name);
}

function indexByName(settings: readonly Setting[]): ReadonlyMap<string, Setting> {
  return new Map(settings.map((setting) => [setting.name, setting]));
}
