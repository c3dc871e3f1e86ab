/**
 * Settings that Kafka does not have: kedge's other ports, its disk budget, its durability.
 *
 * @module
 */
import { restEndpoints, zookeeperEndpoints } from "../endpoint.ts";
import { memorySize } from "../memory_size.ts";
import { atLeast, between, betweenOr, oneOfAnyCase } from "../rule.ts";
import { boolean, int, list, long, type Setting, string } from "../setting.ts";

/** Kept free so that logs, checkpoints and znodes can still be written while produce is refused. */
const RESERVED_DISK_BYTES = 67108864;
const LOG_FILE_BYTES = 67108864;
/** Each is renamed when a file is put aside. */
const LOG_BACKUPS_MAX = 1000;

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
  string("logger.file", "").readOnly(
    "The file that log lines go to in place of stderr; empty for stderr.",
  ),
  int("logger.file.max.backups", 5, between(0, LOG_BACKUPS_MAX)).readOnly(
    "How many log files put aside are kept, as FILE.1, FILE.2 and so on.",
  ),
  long("logger.file.max.bytes", LOG_FILE_BYTES, atLeast(-1)).readOnly(
    "The size past which the log file is put aside and a new one begun; -1 is never.",
  ),
  string("logger.level", "INFO", oneOfAnyCase("DEBUG", "INFO", "WARN", "ERROR")).perBroker(
    "Least level of the lines written to the log.",
  ),
  string("memory.budget", "40%", memorySize).readOnly(
    "Most memory held for clients: bytes, 64MiB, or a share of the machine's or control group's.",
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
