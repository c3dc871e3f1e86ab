/**
 * What a broker reports about its Kafka side: one instance per process, given to the Kafka server,
 * the flusher and the REST server. Names are those under which the usual JMX exporter shows the
 * same value of a Kafka broker (`kafka_…`) or the usual lag exporter a group's lag, so that
 * existing dashboards find them; what Kafka lacks starts with `kedge_`.
 *
 * @module
 */
import type { Counter, Family, Gauge, Histogram, MetricsRegistry, Sample } from "./registry.ts";

/** Upper bounds for requests, in seconds: from a fetch out of memory to a long poll. */
export const REQUEST_SECONDS_BOUNDS: readonly number[] = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  5,
  30,
];

/** Upper bounds for one fdatasync, in seconds: from an idle NVMe to a burst-limited cloud disk. */
export const FLUSH_SECONDS_BOUNDS: readonly number[] = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.1,
  0.5,
  2,
];

/** Topics counted one by one, as many as a metric has label sets. */
const TOPICS_MAX = 5_000;

/** What is counted per topic. */
export interface TopicMetrics {
  /** Record batches accepted, in bytes as they came. */
  readonly bytesIn: Counter;
  readonly messagesIn: Counter;
  /** Record batches handed to fetches, in bytes. */
  readonly bytesOut: Counter;
  readonly messagesOut: Counter;
  readonly produceRequests: Counter;
  readonly failedProduceRequests: Counter;
  readonly fetchRequests: Counter;
  readonly failedFetchRequests: Counter;
}

/** What is counted per API. */
export interface ApiMetrics {
  readonly requests: Counter;
  /** From the whole frame read to the response handed to the socket, in seconds. */
  readonly seconds: Histogram;
}

/** What is counted per listener. */
export interface ListenerMetrics {
  readonly open: Gauge;
  readonly accepted: Counter;
}

/** One partition at the moment of a scrape. */
export interface PartitionReading {
  topic: string;
  partition: number;
  sizeBytes: number;
  segments: number;
  logStartOffset: number;
  logEndOffset: number;
  highWatermark: number;
}

/** What one group has committed for one partition at the moment of a scrape. */
export interface GroupReading {
  group: string;
  topic: string;
  partition: number;
  committedOffset: number;
  /** Records from the committed offset to the high watermark. */
  lag: number;
}

/** The metrics of the Kafka side. */
export class BrokerMetrics {
  /** One fdatasync of the group commit, in seconds. */
  readonly flushSeconds: Histogram;
  readonly #registry: MetricsRegistry;
  readonly #topicCounters: Record<keyof TopicMetrics, Family<Counter>>;
  readonly #topics = new Map<string, TopicMetrics>();
  readonly #apis = new Map<string, ApiMetrics>();
  readonly #requests: Family<Counter>;
  readonly #errors: Family<Counter>;
  readonly #requestSeconds: Family<Histogram>;
  readonly #openConnections: Family<Gauge>;
  readonly #acceptedConnections: Family<Counter>;

  constructor(registry: MetricsRegistry) {
    this.#registry = registry;
    this.#topicCounters = topicCounters(registry);
    this.#requests = registry.counter({
      name: "kafka_network_requestmetrics_requests_total",
      help: "Requests answered, by API.",
      labels: ["request"],
    });
    this.#errors = registry.counter({
      name: "kafka_network_requestmetrics_errors_total",
      help: "Error codes sent in responses, by API and error name; NONE is not counted.",
      labels: ["request", "error"],
    });
    this.#requestSeconds = registry.histogram({
      name: "kedge_request_duration_seconds",
      help: "Time from the whole request read to its response handed to the socket, by API.",
      labels: ["request"],
      bounds: REQUEST_SECONDS_BOUNDS,
    });
    this.#openConnections = registry.gauge({
      name: "kedge_connections_open",
      help: "Connections open now, by listener.",
      labels: ["listener"],
    });
    this.#acceptedConnections = registry.counter({
      name: "kedge_connections_accepted_total",
      help: "Connections accepted since the start, by listener.",
      labels: ["listener"],
    });
    this.flushSeconds = registry.histogram({
      name: "kedge_log_flush_duration_seconds",
      help: "Time of one flush to disk (fdatasync), which all appends that waited share.",
      bounds: FLUSH_SECONDS_BOUNDS,
    }).child();
  }

  /** The counters of a topic; hot paths may keep them as long as the topic lives. */
  topic(name: string): TopicMetrics {
    const present = this.#topics.get(name);
    if (present !== undefined) return present;
    const counters = this.#topicCounters;
    const metrics: TopicMetrics = {
      bytesIn: counters.bytesIn.child(name),
      messagesIn: counters.messagesIn.child(name),
      bytesOut: counters.bytesOut.child(name),
      messagesOut: counters.messagesOut.child(name),
      produceRequests: counters.produceRequests.child(name),
      failedProduceRequests: counters.failedProduceRequests.child(name),
      fetchRequests: counters.fetchRequests.child(name),
      failedFetchRequests: counters.failedFetchRequests.child(name),
    };
    // Past the bound all topics share the counters of the overflow.
    if (this.#topics.size < TOPICS_MAX) this.#topics.set(name, metrics);
    return metrics;
  }

  /** Forgets a deleted topic. */
  removeTopic(name: string): void {
    this.#topics.delete(name);
    for (const family of Object.values(this.#topicCounters)) family.remove(name);
  }

  /** The metrics of an API. @param request its name, such as `Produce` */
  api(request: string): ApiMetrics {
    const present = this.#apis.get(request);
    if (present !== undefined) return present;
    const metrics: ApiMetrics = {
      requests: this.#requests.child(request),
      seconds: this.#requestSeconds.child(request),
    };
    this.#apis.set(request, metrics);
    return metrics;
  }

  /** The counter of an error in an API's responses. @param error its name in Kafka */
  error(request: string, error: string): Counter {
    return this.#errors.child(request, error);
  }

  /** The metrics of a listener, Kafka's or another. @param name such as `PLAINTEXT`, `ZOOKEEPER` */
  listener(name: string): ListenerMetrics {
    return {
      open: this.#openConnections.child(name),
      accepted: this.#acceptedConnections.child(name),
    };
  }

  /** Says where a scrape reads the partitions from. Once per process. */
  collectPartitions(partitions: () => Iterable<PartitionReading>): void {
    const gauges: [string, string, (reading: PartitionReading) => number][] = [
      ["kafka_log_log_size", "Bytes of a partition's segments on disk.", (r) => r.sizeBytes],
      ["kafka_log_log_numlogsegments", "Segments of a partition.", (r) => r.segments],
      ["kafka_log_log_logstartoffset", "First offset of a partition.", (r) => r.logStartOffset],
      ["kafka_log_log_logendoffset", "Offset of the next record.", (r) => r.logEndOffset],
      [
        "kafka_cluster_partition_highwatermark",
        "Offset up to which consumers may read.",
        (r) => r.highWatermark,
      ],
    ];
    for (const [name, help, valueOf] of gauges) {
      this.#registry.collected({ name, help, labels: ["topic", "partition"] }, {
        type: "gauge",
        collect: function* (): Iterable<Sample> {
          for (const reading of partitions()) {
            yield { labels: [reading.topic, String(reading.partition)], value: valueOf(reading) };
          }
        },
      });
    }
  }

  /** Says where a scrape reads the groups' offsets from. Once per process. */
  collectGroups(groups: () => Iterable<GroupReading>): void {
    const gauges: [string, string, (reading: GroupReading) => number][] = [
      ["kafka_consumergroup_lag", "Records a group has still to read.", (r) => r.lag],
      ["kafka_consumergroup_current_offset", "Committed offset.", (r) => r.committedOffset],
    ];
    for (const [name, help, valueOf] of gauges) {
      this.#registry.collected({ name, help, labels: ["consumergroup", "topic", "partition"] }, {
        type: "gauge",
        collect: function* (): Iterable<Sample> {
          for (const reading of groups()) {
            const labels = [reading.group, reading.topic, String(reading.partition)];
            yield { labels, value: valueOf(reading) };
          }
        },
      });
    }
  }
}

function topicCounters(registry: MetricsRegistry): Record<keyof TopicMetrics, Family<Counter>> {
  function family(name: string, help: string): Family<Counter> {
    return registry.counter({ name, help, labels: ["topic"] });
  }
  const prefix = "kafka_server_brokertopicmetrics";
  return {
    bytesIn: family(`${prefix}_bytesin_total`, "Bytes of record batches produced."),
    messagesIn: family(`${prefix}_messagesin_total`, "Records produced."),
    bytesOut: family(`${prefix}_bytesout_total`, "Bytes of record batches fetched by clients."),
    messagesOut: family("kedge_topic_messages_out_total", "Records fetched by clients."),
    produceRequests: family(
      `${prefix}_totalproducerequests_total`,
      "Produce requests that named the topic, once per partition.",
    ),
    failedProduceRequests: family(
      `${prefix}_failedproducerequests_total`,
      "Produce requests refused, once per partition.",
    ),
    fetchRequests: family(
      `${prefix}_totalfetchrequests_total`,
      "Fetch requests that named the topic, once per partition.",
    ),
    failedFetchRequests: family(
      `${prefix}_failedfetchrequests_total`,
      "Fetch requests refused, once per partition.",
    ),
  };
}
