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
import { doctorSuite } from "./doctor/suite.ts";
import { firstStart } from "./first_start/suite.ts";
import { franz } from "./franz/suite.ts";
import { image } from "./image/suite.ts";
import { java } from "./java/suite.ts";
import { kafkajs } from "./kafkajs/suite.ts";
import { kafkaFolder } from "./kafka_folder/suite.ts";
import { kafkaOnKedge } from "./kafka_on_kedge/suite.ts";
import { kafkaPython } from "./kafka_python/suite.ts";
import { kazoo } from "./kazoo/suite.ts";
import { kcat } from "./kcat/suite.ts";
import { librdkafka } from "./librdkafka/suite.ts";
import { listeners } from "./listeners/suite.ts";
import { malformed } from "./malformed/suite.ts";
import { memory } from "./memory/suite.ts";
import { nodeZookeeper } from "./node_zookeeper/suite.ts";
import { platformatic } from "./platformatic/suite.ts";
import { quickStart } from "./quick_start/suite.ts";
import { refusals } from "./refusals/suite.ts";
import { sarama } from "./sarama/suite.ts";
import { scriptsBadInput } from "./scripts_bad_input/suite.ts";
import { scriptsOnKafka } from "./scripts_on_kafka/suite.ts";
import { service } from "./service/suite.ts";
import { smallMachine } from "./small_machine/suite.ts";
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
  listeners,
  firstStart,
  disk,
  doctorSuite,
  memory,
  kafkaFolder,
  zkCliSuite,
  zookeeperMove,
  kafkaOnKedge,
  quickStart,
  scriptsBadInput,
  scriptsOnKafka,
  compaction,
  image,
  smallMachine,
  service,
  crash,
  transactions,
  zookeeperCrash,
  znodeStream,
];
