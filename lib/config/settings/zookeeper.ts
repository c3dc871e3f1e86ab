/**
 * Settings of the coordinator, by the names that zoo.cfg and ZooKeeper's system properties have
 * for them, each with `zookeeper.` before it.
 *
 * @module
 */
import { atLeast, between, betweenOr } from "../rule.ts";
import { boolean, int, INT_MAX, list, password, type Setting } from "../setting.ts";

/** The rows. */
export const zookeeperSettings: readonly Setting[] = [
  list("zookeeper.4lw.commands.whitelist", "*").readOnly(
    "Four-letter words that are answered, * for all; srvr with a zoo.cfg alone that names none.",
  ),
  password("zookeeper.DigestAuthenticationProvider.superDigest").readOnly(
    "Who passes every access list, as user:digest, the digest as in the scheme digest.",
  ),
  int("zookeeper.autopurge.snapRetainCount", 3, atLeast(1)).readOnly(
    "Newest snapshots of the znodes kept, with the transactions since the oldest of them.",
  ),
  boolean("zookeeper.admin.snapshot.enabled", true).readOnly(
    "Whether GET /commands/snapshot gives all znodes to who has every permission on /.",
  ),
  int("zookeeper.autopurge.purgeInterval", 0, atLeast(0)).readOnly(
    "Hours between removals of old snapshots of the znodes; 0 removes them with each new one.",
  ),
  int("zookeeper.connectionMaxTokens", 0, atLeast(0)).readOnly(
    "Sessions that may be opened at once, filled up over time; 0 is no bound.",
  ),
  int("zookeeper.connectionTokenFillCount", 1, atLeast(1)).readOnly(
    "Sessions by which what connectionMaxTokens has left is filled up.",
  ),
  int("zookeeper.connectionTokenFillTime", 1, atLeast(1)).readOnly(
    "How often what connectionMaxTokens has left is filled up, in ms.",
  ),
  boolean("zookeeper.enforceQuota", false).readOnly(
    "Whether the hard limits under /zookeeper/quota refuse writes.",
  ),
  boolean("zookeeper.extendedTypesEnabled", false).readOnly(
    "Whether znodes with a time to live may be created.",
  ),
  int("zookeeper.fsync.warningthresholdms", 1000, atLeast(0)).readOnly(
    "A flush of the znodes' log that takes longer than this, in ms, is logged.",
  ),
  int("zookeeper.globalOutstandingLimit", 1000, atLeast(1)).readOnly(
    "Requests of all ZooKeeper clients under way, past which their sockets are not read.",
  ),
  int("zookeeper.jute.maxbuffer", 1048575, between(1024, 1 << 29)).readOnly(
    "Longest request of a ZooKeeper client, in bytes.",
  ),
  int("zookeeper.maxClientCnxns", 60, atLeast(0)).readOnly(
    "Connections that one address may have with the ZooKeeper interface; 0 is no bound.",
  ),
  int("zookeeper.maxCnxns", 0, atLeast(0)).readOnly(
    "Connections that the ZooKeeper interface takes in all; 0 is no bound.",
  ),
  int("zookeeper.maxSessionTimeout", -1, betweenOr(1, INT_MAX, -1)).readOnly(
    "Longest timeout that a session gets, in ms; -1 is 20 ticks.",
  ),
  int("zookeeper.minSessionTimeout", -1, betweenOr(1, INT_MAX, -1)).readOnly(
    "Shortest timeout that a session gets, in ms; -1 is 2 ticks.",
  ),
  boolean("zookeeper.reconfigEnabled", false).readOnly(
    "Whether reconfig answers Unimplemented, as where one server is alone, or that it is disabled.",
  ),
  int("zookeeper.requestThrottleLimit", 0, atLeast(0)).readOnly(
    "As globalOutstandingLimit, the smaller counts; 0 is no bound.",
  ),
  int("zookeeper.snapCount", 100000, atLeast(2)).readOnly(
    "Transactions after which a snapshot of the znodes is taken.",
  ),
  int("zookeeper.snapSizeLimitInKb", 16384, atLeast(1)).readOnly(
    "Transactions, in KiB, after which a snapshot of the znodes is taken.",
  ),
  int("zookeeper.tickTime", 2000, atLeast(1)).readOnly(
    "The unit of session time, in ms: sessions end up to one tick late.",
  ),
  int("zookeeper.znode.container.checkIntervalMs", 60000, atLeast(1)).readOnly(
    "How often containers and znodes with a time to live are looked through, in ms.",
  ),
];
