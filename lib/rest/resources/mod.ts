/**
 * The list of all routes. A new resource is a new file and its routes here; a path with fixed words
 * stands before one that has a parameter in their place.
 *
 * @module
 */
import type { Route } from "../route.ts";
import { getBrokerConfig, listBrokerConfigs } from "./broker_configs.ts";
import { getBroker, listBrokers } from "./brokers.ts";
import { getCluster, listClusters } from "./clusters.ts";
import {
  deleteGroup,
  getConsumer,
  getGroup,
  listAssignments,
  listConsumers,
  listGroups,
} from "./consumer_groups.ts";
import { getLag, getLagSummary, listLags } from "./consumer_lags.ts";
import { getCommand, postCommand } from "./commands.ts";
import { live, ready } from "./health.ts";
import { metrics } from "./metrics.ts";
import { openApiRoute } from "./openapi.ts";
import { getPartition, getReplica, listPartitions, listReplicas } from "./partitions.ts";
import { produceRecords } from "./produce_records.ts";
import { readPartition, readTopic } from "./read_records.ts";
import { root } from "./root.ts";
import {
  alterTopicConfigs,
  getTopicConfig,
  listTopicConfigs,
  resetTopicConfig,
  updateTopicConfig,
} from "./topic_configs.ts";
import { getZnodeAcl, putZnodeAcl } from "./znode_acls.ts";
import { postZnodeTransaction } from "./znode_transactions.ts";
import { deleteZnode, getZnode, postZnode, putZnode } from "./znodes.ts";
import { createTopic, deleteTopic, getTopic, listTopics, updateTopic } from "./topics.ts";

export const routes: readonly Route[] = [
  root,
  live,
  ready,
  metrics,
  openApiRoute(() => routes),
  listClusters,
  getCluster,
  listBrokers,
  getBroker,
  listBrokerConfigs,
  getBrokerConfig,
  listTopics,
  createTopic,
  getTopic,
  updateTopic,
  deleteTopic,
  listTopicConfigs,
  alterTopicConfigs,
  getTopicConfig,
  updateTopicConfig,
  resetTopicConfig,
  listPartitions,
  getPartition,
  listReplicas,
  getReplica,
  produceRecords,
  readTopic,
  readPartition,
  listGroups,
  getGroup,
  deleteGroup,
  listConsumers,
  getConsumer,
  listAssignments,
  listLags,
  getLag,
  getLagSummary,
  getZnode,
  putZnode,
  postZnode,
  deleteZnode,
  getZnodeAcl,
  putZnodeAcl,
  postZnodeTransaction,
  getCommand,
  postCommand,
];
