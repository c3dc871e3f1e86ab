/**
 * GET /: who this is and where everything is. Kafka Connect's clients read `version`, `commit` and
 * `kafka_cluster_id` here.
 *
 * @module
 */
import { route } from "../route.ts";
import { named, object, string } from "../shape.ts";

const Root = named(
  "Root",
  object({
    name: string(),
    version: string(),
    commit: string(),
    kafka_cluster_id: string(),
    links: object({
      openapi: string(),
      metrics: string(),
      live: string(),
      ready: string(),
      cluster: string(),
      brokers: string(),
      topics: string(),
      consumer_groups: string(),
      znodes: string(),
      commands: string(),
    }),
  }),
);

export const root = route({
  method: "GET",
  path: "/",
  tag: "Server",
  name: "getRoot",
  summary: "Version, cluster id and links",
  answer: Root,
  handle({ services, origin, cluster }) {
    return {
      name: "kedge",
      version: services.version,
      commit: services.commit,
      kafka_cluster_id: services.clusterId,
      links: {
        openapi: `${origin}/openapi.json`,
        metrics: `${origin}/metrics`,
        live: `${origin}/health/live`,
        ready: `${origin}/health/ready`,
        cluster: cluster.url,
        brokers: cluster.related("brokers").related,
        topics: cluster.related("topics").related,
        consumer_groups: cluster.related("consumer-groups").related,
        znodes: `${origin}/v1/znodes`,
        commands: `${origin}/commands`,
      },
    };
  },
});
