/**
 * kafka-storage.sh: "Kafka with KRaft" of the quick start of 3.5.
 *
 * @module
 */
import { replaced } from "../changes.ts";
import { type CommandLine, each } from "../command_line.ts";

const CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";

export const storageLines: readonly CommandLine[] = each({ releases: ["3.5"] }, [
  {
    line: "kafka-storage.sh random-uuid",
    masks: [{ why: "it is random", change: replaced(/^[\w-]{22}$/m, "<id>") }],
  },
  {
    line: `kafka-storage.sh format -t ${CLUSTER_ID} -c kraft-server.properties`,
    reworded: [{
      why: "kedge has no metadata.version, and tells the id of the cluster",
      older: replaced(
        /^Formatting (\S+) with metadata\.version \S+$/m,
        `Formatting data directory $1 for cluster ${CLUSTER_ID}.`,
      ),
    }],
  },
]);
