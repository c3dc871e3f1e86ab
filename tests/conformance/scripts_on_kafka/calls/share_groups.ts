/**
 * kafka-share-groups and kafka-console-share-consumer.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { ANY_ORDER, UUID } from "./masks.ts";

const groups = "kafka-share-groups BS";

export const shareGroupCalls: CallTable = {
  name: "share_groups",
  calls: [
    "kafka-topics BS --create --topic shared --partitions 2",
    "kafka-configs BS --alter --group sg1 --add-config share.auto.offset.reset=earliest",
    {
      line:
        "kafka-console-producer BS --topic shared --sync --timeout 0 --reader-property parse.key=true",
      input: "a\tone\nb\ttwo\nc\tthree\nd\tfour\n",
    },
    `${groups} --list`,
    {
      line: "kafka-console-share-consumer BS --topic shared --group sg1 --max-messages 4",
      order: "any",
    },
    `${groups} --list`,
    `${groups} --list --state`,
    { line: `${groups} --list --state foo`, masks: [ANY_ORDER] },
    `${groups} --describe --group sg1`,
    `${groups} --describe --group sg1 --verbose`,
    { line: `${groups} --describe --group sg1 --members`, masks: [UUID] },
    { line: `${groups} --describe --group sg1 --members --verbose`, masks: [UUID] },
    `${groups} --describe --group sg1 --state`,
    `${groups} --describe --group sg1 --state --verbose`,
    `${groups} --describe --all-groups`,
    `${groups} --describe --group nosuch`,
    { line: `${groups} --describe`, masks: [ANY_ORDER] },
    `${groups} --reset-offsets --group sg1 --topic shared --to-earliest --dry-run`,
    `${groups} --reset-offsets --group sg1 --topic shared --to-earliest --execute`,
    `${groups} --reset-offsets --group sg1 --all-topics --to-latest --dry-run`,
    `${groups} --reset-offsets --group sg1 --topic shared --to-datetime 2020-01-01T00:00:00.000 ` +
    "--dry-run",
    `${groups} --reset-offsets --group sg1 --topic shared`,
    `${groups} --describe --group sg1`,
    `${groups} --delete-offsets --group sg1 --topic shared`,
    `${groups} --delete-offsets --group sg1 --topic nosuch`,
    `${groups} --delete --group sg1`,
    `${groups} --delete --group nosuch`,
    { line: `${groups} --delete`, masks: [ANY_ORDER] },
    groups,
    "kafka-console-share-consumer BS",
    "kafka-console-share-consumer BS --topic shared --group sg1 --nope",
    "kafka-console-share-consumer BS --topic shared --group sg1 --reject --release",
  ],
};
