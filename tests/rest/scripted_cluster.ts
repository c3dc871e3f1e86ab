/**
 * A Kafka client upon a scripted broker, for the tests of the services of REST.
 *
 * @module
 */
import { Metadata } from "../../lib/client/apis.ts";
import { Cluster } from "../../lib/client/cluster.ts";
import { memoryConnect } from "../../lib/client/memory_transport.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { ErrorCode } from "../../lib/kafka/protocol/error_code.ts";
import { ScriptedBroker } from "../client/scripted_broker.ts";

export const TOPIC_ID = "dG9waWMtaWQtb2YtMTYtYg";

/** One broker that has the topics named, with so many partitions. */
export function scriptedCluster(topics: Record<string, number>) {
  const clock = new MemoryClock();
  const broker = new ScriptedBroker();
  const connect = memoryConnect(broker.exchange, { clock });
  broker.on(Metadata, (request) => ({
    brokers: [{ nodeId: 1, host: "127.0.0.1", port: 9092, rack: null }],
    clusterId: "abc",
    controllerId: 1,
    topics: (request.topics?.map(({ name }) => name!) ?? Object.keys(topics)).map((name) => {
      const count = topics[name];
      if (count === undefined) {
        return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, name, partitions: [] };
      }
      return {
        errorCode: ErrorCode.NONE,
        name,
        topicId: TOPIC_ID,
        isInternal: name.startsWith("__"),
        partitions: Array.from({ length: count }, (_, partitionIndex) => ({
          errorCode: ErrorCode.NONE,
          partitionIndex,
          leaderId: 1,
          leaderEpoch: 0,
          replicaNodes: [1],
          isrNodes: [1],
          offlineReplicas: [],
        })),
      };
    }),
  }));
  const bootstrapServers = [{ host: "127.0.0.1", port: 9092 }];
  const random = new SeededRandom(1);
  const cluster = new Cluster({ connect, bootstrapServers, clock, random, apiTimeoutMs: 1_000 });
  return { broker, cluster, clock, connect, bootstrapServers, random };
}
