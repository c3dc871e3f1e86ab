/**
 * Calls a group handler as a client does: the request goes over the wire in its version, and so
 * does the answer. Behind it stands a coordinator on memory logs.
 *
 * @module
 */
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import type { Broker } from "../../../lib/kafka/handlers/broker.ts";
import type { Handler, RequestContext } from "../../../lib/kafka/handlers/handler.ts";
import type { Message } from "../../../lib/kafka/schema/mod.ts";
import type { ClusterImage, TopicImage } from "../../../lib/metadata/cluster_image.ts";
import { Fixture } from "../group/fixture.ts";

/** The topic that the cluster has, with three partitions. */
export const TOPIC = "topic";
export const TOPIC_ID = "AAECAwQFBgcICQoLDA0ODw";
export const OTHER_ID = "EBESExQVFhcYGRobHB0eHw";

function makeImage(): ClusterImage {
  const partitions = [0, 1, 2].map((index) => {
    return { index, leader: 1, leaderEpoch: 0, replicas: [1], isr: [1] };
  });
  const topic: TopicImage = { name: TOPIC, id: TOPIC_ID, partitions, configs: new Map() };
  return {
    clusterId: "cluster",
    controllerId: 1,
    brokers: new Map(),
    topics: new Map([[TOPIC, topic]]),
    topicNames: new Map([[TOPIC_ID, TOPIC]]),
    brokerConfigs: new Map(),
    groupConfigs: new Map(),
    clientMetricsConfigs: new Map(),
    clientQuotas: new Map(),
    features: { levels: new Map(), epoch: 0 },
  };
}

/** A coordinator and what handlers see of its broker. */
export class GroupCalls {
  readonly fixture = new Fixture();

  /** Sends a request; gives the answer as the client reads it. */
  async call<Request, Given, Answer, Response>(
    handler: Handler<Request, Response>,
    version: number,
    { request, response, value }: {
      request: Message<Request, Given>;
      response: Message<Answer, never>;
      value: Given;
    },
  ): Promise<Answer> {
    const asked = new Writer();
    request.encode(asked, version, value);
    const decoded = handler.request.decode(new Reader(asked.finish()), version);
    const reply = await handler.handle(decoded, this.context(handler.request.apiKey, version));
    if (reply === null) throw new Error("No answer");
    const sent = new Writer();
    handler.response.encode(sent, version, reply);
    const reader = new Reader(sent.finish());
    const answer = response.decode(reader, version);
    if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes left over`);
    return answer;
  }

  context(apiKey: number, apiVersion: number): RequestContext {
    const parts: Partial<Broker> = {
      id: 1,
      groups: this.fixture.groups,
      image: makeImage(),
      nodeFor: ({ localAddress, localPort }) => ({
        nodeId: 1,
        host: localAddress,
        port: localPort,
      }),
    };
    return {
      // The group handlers use no other part.
      broker: parts as Broker,
      apiKey,
      apiVersion,
      clientId: "client",
      connection: {
        id: 1,
        listenerName: "PLAINTEXT",
        remoteAddress: "10.1.2.3",
        localAddress: "192.0.2.7",
        localPort: 9092,
        softwareName: "",
        softwareVersion: "",
        mute: () => {},
        disconnect: () => {},
        onClose: () => () => {},
      },
    };
  }
}

/** All versions that a handler serves. */
export function versionsOf(
  { versions }: { versions: readonly [number, number] },
  from = versions[0],
  until = versions[1],
): number[] {
  return Array.from({ length: until - from + 1 }, (_, i) => from + i);
}
