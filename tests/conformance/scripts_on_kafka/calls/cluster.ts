/**
 * The cluster itself: its id, its brokers' APIs, its features, and the metrics it asks clients for.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { UUID } from "./masks.ts";

const metrics = "kafka-client-metrics BS";

export const clusterCalls: CallTable = {
  name: "cluster",
  calls: [
    { line: "kafka-cluster cluster-id BS", masks: [UUID] },
    { line: "kafka-cluster cluster-id -b $BROKER", masks: [UUID] },
    "kafka-cluster cluster-id",
    "kafka-cluster list-endpoints BS",
    "kafka-cluster list-endpoints BS --include-fenced-brokers",
    "kafka-cluster unregister BS --id 77",
    "kafka-cluster unregister BS",
    "kafka-cluster unregister BS --id x",
    "kafka-cluster foo",
    "kafka-cluster cluster-id BS --nope",
    "kafka-broker-api-versions BS",
    "kafka-broker-api-versions",
    { line: "kafka-features BS describe", masks: [[/Epoch: \d+/g, "Epoch: #"]] },
    "kafka-features version-mapping",
    "kafka-features version-mapping --release-version 3.7",
    "kafka-features version-mapping --release-version 9.9",
    "kafka-features feature-dependencies --feature transaction.version=2",
    "kafka-features feature-dependencies --feature nosuch.version=2",
    "kafka-features BS upgrade --feature share.version=1 --dry-run",
    "kafka-features BS downgrade --feature transaction.version=1 --dry-run",
    "kafka-features BS downgrade --feature transaction.version=1",
    "kafka-features BS upgrade --feature transaction.version=2",
    "kafka-features BS upgrade --feature nosuch.version=1",
    "kafka-features BS disable --feature group.version --dry-run",
    "kafka-features BS upgrade --metadata 4.3-IV0 --dry-run",
    "kafka-features BS upgrade",
    "kafka-features BS",
    "kafka-features BS nosuch",
    "kafka-features describe",
    `${metrics} --alter --name sub1 --metrics ` +
    "org.apache.kafka.producer.,org.apache.kafka.consumer. --interval 30000 " +
    "--match client_software_name=apache-kafka-java",
    {
      line: `${metrics} --alter --generate-name --metrics org.apache. --interval 30000`,
      masks: [UUID],
    },
    `${metrics} --describe --name sub1`,
    { line: `${metrics} --list`, masks: [UUID], order: "any" },
    `${metrics} --describe --name nosuch`,
    `${metrics} --delete --name sub1`,
    `${metrics} --delete --name nosuch`,
    { line: `${metrics} --list`, masks: [UUID] },
    `${metrics} --alter --name s --generate-name`,
    `${metrics} --alter --name s`,
    `${metrics} --alter --name s --interval 1`,
    metrics,
    `${metrics} --delete`,
    `${metrics} --list --delete --name s`,
  ],
};
