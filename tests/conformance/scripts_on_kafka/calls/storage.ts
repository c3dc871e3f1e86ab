/**
 * kafka-storage, and kafka-replica-verification's faults (it never ends by itself).
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { UUID } from "./masks.ts";

const format = "kafka-storage format -c $OWN/nosuch.properties";

export const storageCalls: CallTable = {
  name: "storage",
  calls: [
    { line: "kafka-storage random-uuid", masks: [UUID] },
    "kafka-storage version-mapping",
    "kafka-storage feature-dependencies --feature group.version=1",
    "kafka-storage info",
    "kafka-storage info -c $FILES/nosuch.properties",
    format,
    "kafka-storage format -t AAAAAAAAAAAAAAAAAAAAAg",
    "kafka-storage nosuch",
    "kafka-storage",
    "kafka-replica-verification",
    "kafka-replica-verification --broker-list $BROKER --topics-include [",
    "kafka-replica-verification --broker-list $BROKER --time soon",
    "kafka-replica-verification --broker-list $BROKER --fetch-size x",
  ],
};
