/**
 * zookeeper-shell.sh: what people look at, and the removal of a topic's znodes.
 *
 * @module
 */
import { replaced, withoutLines } from "../changes.ts";
import { type CommandLine, each } from "../command_line.ts";
import type { Mask, Rewording } from "../compare.ts";

const SESSION: readonly Mask[] = [
  {
    why: "the events of a session are printed by a thread of their own, in its own time, between " +
      "what the shell prints; the suite zk_cli looks at them",
    change: withoutLines(/^(WATCHER::|WatchedEvent state:(SyncConnected|Closed) .*|)$/),
  },
  {
    why: "how much was written before",
    change: replaced(/^([cmp]Zxid) = 0x\w+$/gm, "$1 = <zxid>"),
  },
  { why: "when it was", change: replaced(/^([cm]time) = .*$/gm, "$1 = <time>") },
  {
    why: "a cluster's id is random",
    change: replaced(/^(\{"version":"1","id":)"[\w-]{22}"/gm, '$1"<id>"'),
  },
  {
    why: "when a broker came",
    change: replaced(/"timestamp":"\d{13}"/, '"timestamp":"<ms>"'),
  },
  {
    why: "kedge registers as brokers do since 2.7, whatever release it is asked by",
    change: replaced(/"features":\{\},/, ""),
  },
  {
    why: "and with that in another version of the znode",
    change: replaced(/^(?<before>\{.*"host":.*"version":)4/m, "$<before>5"),
  },
  { why: "its port", change: replaced(/"port":\d+/, '"port":"<port>"') },
];
/** The shell of ZooKeeper 3.4 and those since 3.5; kedge has that of 3.9. */
const REWORDED: readonly Rewording[] = [
  {
    releases: ["2.1"],
    why: "a node's Stat is printed only where -s is said",
    older: withoutLines(
      /^([cmp]Zxid|[cm]time|(c|data|acl)[vV]ersion|ephemeralOwner|dataLength|numChildren) = /,
    ),
  },
  {
    releases: ["2.1"],
    why: "children are sorted",
    older: replaced(/^\[test, __consumer_offsets\]$/m, "[__consumer_offsets, test]"),
  },
  {
    releases: ["2.1"],
    why: "the end is told as an event",
    older: withoutLines(/^Quitting\.\.\.$/),
  },
  {
    releases: ["2.1"],
    why: "rmr is deprecated",
    newer: withoutLines(/^The command 'rmr' has been deprecated\. /),
  },
];
const RULES = { masks: SESSION, reworded: REWORDED };

export const stateLines: readonly CommandLine[] = each(RULES, [
  "zookeeper-shell.sh {zookeeper} get /brokers/topics/test/partitions/0/state",
]);

export const zookeeperLines: readonly CommandLine[] = each(RULES, [
  "zookeeper-shell.sh {zookeeper} ls /brokers/ids",
  "zookeeper-shell.sh {zookeeper} ls /brokers/topics",
  "zookeeper-shell.sh {zookeeper} get /cluster/id",
  {
    line: "zookeeper-shell.sh {zookeeper}",
    input:
      "ls /admin\nget /brokers/ids/0\ndeleteall /brokers/topics/test\nls /brokers/topics\nquit\n",
    releases: ["2.5", "2.8", "3.5"],
  },
  {
    line: "zookeeper-shell.sh {zookeeper}",
    input: "ls /admin\nrmr /brokers/topics/test\nls /brokers/topics\nquit\n",
    releases: ["2.1"],
  },
]);
