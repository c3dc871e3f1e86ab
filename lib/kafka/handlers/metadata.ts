/**
 * Metadata (API key 3), versions 0 to 13: brokers, topics, partitions and their leaders. A topic
 * that is asked for by name and missing is created where `auto.create.topics.enable` and the
 * client allow it, and is in the same answer. It counts on controller_mutation_rate (KIP-599):
 * while that is used up nothing is created, and the topic is unknown until the client asks again.
 *
 * Where advertised.listeners is not set, this broker is named by the local end of the client's
 * connection, as this machine sees it. That is where the client connected to, and so reachable for
 * it, on every network of the machine. It is not where something in between rewrites the
 * destination: a container's published port, a Kubernetes service, a router's port mapping, a
 * tunnel or a proxy. The local end is then an inner address, or an inner port, and
 * advertised.listeners has to name the outer one.
 *
 * - 0: an empty list means all topics; from 1 on null does
 * - 4: the client says whether missing topics may be created
 * - 8: authorized operations, answered as "not asked" (no authorizer yet)
 * - 10: topic ids; 12: topics may be asked for by id
 * - 13: a top-level error code
 *
 * @module
 */
import { ZERO_UUID } from "../../bytes/uuid.ts";
import type { TopicImage } from "../../metadata/cluster_image.ts";
import { MetadataRequest, type MetadataResponse } from "../messages/metadata.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { ThrottlingQuotaExceededError } from "../quota/mutation_quota.ts";
import type { Input } from "../schema/mod.ts";
import { TopicError } from "../topic/topic_error.ts";
import { isInternalTopic, topicNameFault, ZNODES_TOPIC } from "../topic/topic_name.ts";
import type { AutoCreated } from "../topic/topics.ts";
import { allTopicsMetadata, MetadataResponseOrBytes } from "./all_topics_metadata.ts";
import { handler, type RequestContext } from "./handler.ts";
import { mutationQuota } from "./quota_client.ts";
import { partitionLeader } from "./partition_leader.ts";

type TopicMetadata = Input<typeof MetadataResponse>["topics"][number];

export const metadata = handler({
  request: MetadataRequest,
  response: MetadataResponseOrBytes,
  versions: [0, 13],
  async handle(request, context) {
    const { broker, apiVersion } = context;
    const all = request.topics === null || (apiVersion === 0 && request.topics.length === 0);
    const { clusterId, controllerId } = broker.image;
    if (all) {
      const ground = { apiVersion, brokers: brokersFor(context), clusterId, controllerId };
      return allTopicsMetadata(broker, ground, (topic) => describe(topic, context));
    }
    const topics: TopicMetadata[] = [];
    for (const { name, topicId } of request.topics ?? []) {
      topics.push(
        name === null
          ? describeById(topicId, context)
          : await describeByName(name, request, context),
      );
    }
    return { brokers: brokersFor(context), clusterId, controllerId, topics };
  },
});

/** Every live broker at the listener that the client uses; this one as the client reaches it. */
export function brokersFor(
  { broker, connection }: RequestContext,
): { nodeId: number; host: string; port: number; rack: string | null }[] {
  const brokers = [];
  for (const { id, endpoints, rack } of broker.image.brokers.values()) {
    const endpoint = endpoints.find((each) => each.listenerName === connection.listenerName) ??
      endpoints[0];
    if (id === broker.id) brokers.push({ ...broker.nodeFor(connection), rack });
    else if (endpoint !== undefined) {
      brokers.push({ nodeId: id, host: endpoint.host, port: endpoint.port, rack });
    }
  }
  return brokers;
}

async function describeByName(
  name: string,
  request: MetadataRequest,
  context: RequestContext,
): Promise<TopicMetadata> {
  const { broker, apiVersion } = context;
  const topic = broker.image.topics.get(name);
  if (topic !== undefined) return describe(topic, context);
  const missing = { name, topicId: ZERO_UUID, isInternal: isInternalTopic(name), partitions: [] };
  if (topicNameFault(name) !== null) {
    return { ...missing, errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION };
  }
  // Nobody else could make this one, so that to ask for it is enough.
  const mayCreate = name === ZNODES_TOPIC ||
    (apiVersion < 4 || request.allowAutoTopicCreation) && broker.config.autoCreateTopicsEnable;
  if (!mayCreate) {
    return { ...missing, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
  }
  const created = await autoCreate(name, context);
  if (created === "not admitted") {
    return { ...missing, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION };
  }
  if (created === null) return { ...missing, errorCode: ErrorCode.LEADER_NOT_AVAILABLE };
  if (created instanceof TopicError) return { ...missing, errorCode: ErrorCode[created.error] };
  return describe(created, context);
}

/** The broker's own topics are nobody's to pay for. */
function autoCreate(name: string, context: RequestContext): Promise<AutoCreated> {
  const { topics } = context.broker;
  if (isInternalTopic(name)) return topics.autoCreate(name);
  return topics.autoCreate(name, (partitions) => {
    try {
      mutationQuota(context, { strictFrom: 0 }).record(partitions);
      return true;
    } catch (error) {
      if (error instanceof ThrottlingQuotaExceededError) return false;
      throw error;
    }
  });
}

function describeById(topicId: string, context: RequestContext): TopicMetadata {
  const { image } = context.broker;
  const topic = image.topics.get(image.topicNames.get(topicId) ?? "");
  if (topic !== undefined) return describe(topic, context);
  // Version 10 and 11 cannot carry a null name.
  const name = context.apiVersion < 12 ? "" : null;
  return {
    errorCode: ErrorCode.UNKNOWN_TOPIC_ID,
    name,
    topicId,
    partitions: [],
    isInternal: false,
  };
}

function describe(topic: TopicImage, { broker }: RequestContext): TopicMetadata {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.id || ZERO_UUID,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.partitions.map((partition) => {
      const { errorCode, leaderId, offlineReplicas } = partitionLeader(
        topic.name,
        partition,
        broker,
      );
      return {
        errorCode,
        partitionIndex: partition.index,
        leaderId,
        leaderEpoch: partition.leaderEpoch,
        replicaNodes: partition.replicas,
        isrNodes: partition.isr,
        offlineReplicas,
      };
    }),
  };
}
