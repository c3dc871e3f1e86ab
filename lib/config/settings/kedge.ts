/**
 * Settings that Kafka does not have: kedge's other ports, its disk budget, its durability.
 *
 * @module
 */
import { restEndpoints, zookeeperEndpoints } from "../endpoint.ts";
import { atLeast, betweenOr, oneOfAnyCase } from "../rule.ts";
import { boolean, int, list, long, type Setting, string } from "../setting.ts";

/** Kept free so that logs, checkpoints and znodes can still be written while produce is refused. */
const RESERVED_DISK_BYTES = 67108864;

/** The rows. */
export const kedgeSettings: readonly Setting[] = [
  boolean("acks.all.flush.enable", true).clusterWide(
    "Whether acks=all waits for the disk; false is Kafka's own meaning, in sync but in memory.",
  ),
  boolean("broker.enable", true).readOnly(
    "Whether this is a Kafka broker; false is a ZooKeeper server and nothing else.",
  ),
  long("log.reserved.disk.bytes", RESERVED_DISK_BYTES, atLeast(0)).perBroker(
    "Produce and znode writes are refused while the data folder's disk has less free than this.",
  ),
  long("log.retention.disk.bytes", -1, atLeast(-1)).perBroker(
    "Most bytes of all logs together: past it the oldest segments of any topic go; -1 is no bound.",
  ),
  int("log.retention.disk.percent", -1, betweenOr(1, 100, -1)).perBroker(
    "The same as a share of the data folder's disk; the smaller of both counts; -1 is no bound.",
  ),
  string("logger.level", "INFO", oneOfAnyCase("DEBUG", "INFO", "WARN", "ERROR")).perBroker(
    "Least level of the lines written to stderr.",
  ),
  list("rest.listeners", "http://0.0.0.0:8083", restEndpoints).readOnly(
    "Addresses of the REST interface, as http://host:port; empty switches it off.",
  ),
  boolean("znodes.topic.enable", true).readOnly(
    "Whether the changes of the znodes can be read as topic __znodes, made when first asked for.",
  ),
  list("zookeeper.listeners", "zookeeper://0.0.0.0:2181", zookeeperEndpoints).readOnly(
    "Addresses of the ZooKeeper interface, as zookeeper://host:port; empty switches it off.",
  ),
];
