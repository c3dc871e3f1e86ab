/**
 * The list of suites, in the order in which they run.
 *
 * @module
 */
import { cClient } from "./c_client/suite.ts";
import { compaction } from "./compaction/suite.ts";
import { aiokafka } from "./aiokafka/suite.ts";
import { crash } from "./crash/suite.ts";
import { curator } from "./curator/suite.ts";
import { curlSuite } from "./curl/suite.ts";
import { disk } from "./disk/suite.ts";
import { franz } from "./franz/suite.ts";
import { java } from "./java/suite.ts";
import { kafkajs } from "./kafkajs/suite.ts";
import { kafkaFolder } from "./kafka_folder/suite.ts";
import { kafkaOnKedge } from "./kafka_on_kedge/suite.ts";
import { kafkaPython } from "./kafka_python/suite.ts";
import { kazoo } from "./kazoo/suite.ts";
import { kcat } from "./kcat/suite.ts";
import { librdkafka } from "./librdkafka/suite.ts";
import { malformed } from "./malformed/suite.ts";
import { nodeZookeeper } from "./node_zookeeper/suite.ts";
import { platformatic } from "./platformatic/suite.ts";
import { refusals } from "./refusals/suite.ts";
import { sarama } from "./sarama/suite.ts";
import { smoke } from "./smoke/suite.ts";
import { streams } from "./streams/suite.ts";
import type { Suite } from "./suite.ts";
import { transactions } from "./transactions/suite.ts";
import { zkCliSuite } from "./zk_cli/suite.ts";
import { znodeStream } from "./znode_stream/suite.ts";
import { zookeeperBadInput } from "./zookeeper_bad_input/suite.ts";
import { zookeeperCrash } from "./zookeeper_crash/suite.ts";
import { zookeeperMove } from "./zookeeper_move/suite.ts";

export const suites: readonly Suite[] = [
  smoke,
  kafkaPython,
  librdkafka,
  aiokafka,
  kafkajs,
  platformatic,
  kcat,
  franz,
  sarama,
  java,
  streams,
  kazoo,
  curator,
  nodeZookeeper,
  cClient,
  curlSuite,
  malformed,
  zookeeperBadInput,
  refusals,
  disk,
  kafkaFolder,
  zkCliSuite,
  zookeeperMove,
  kafkaOnKedge,
  compaction,
  crash,
  transactions,
  zookeeperCrash,
  znodeStream,
];
