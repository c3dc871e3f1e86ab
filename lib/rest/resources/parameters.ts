/**
 * Path parameters that several resources share.
 *
 * @module
 */
import { integer, string } from "../shape.ts";

/** `/v3/clusters/{cluster_id}`. */
export const clusterParameters = {
  cluster_id: string({ about: "The cluster's id, or - for the one cluster there is" }),
};

/** `…/topics/{topic_name}`. */
export const topicParameters = { ...clusterParameters, topic_name: string() };

/** `…/partitions/{partition_id}`. */
export const partitionParameters = {
  ...topicParameters,
  partition_id: integer({ minimum: 0, maximum: 0x7fffffff }),
};

/** `…/brokers/{broker_id}`. */
export const brokerParameters = {
  ...clusterParameters,
  broker_id: integer({ minimum: 0, maximum: 0x7fffffff }),
};

/** `…/consumer-groups/{consumer_group_id}`. */
export const groupParameters = { ...clusterParameters, consumer_group_id: string() };
