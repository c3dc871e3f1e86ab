/**
 * kafka-consumer-groups and kafka-groups: what readers have committed, shown, moved and deleted.
 *
 * @module
 */
import type { CallTable } from "../script_call.ts";
import { ANY_ORDER } from "./masks.ts";

const READ = "kafka-console-consumer BS --topic grouped --from-beginning --max-messages 4";

export const groupCalls: CallTable = {
  name: "groups",
  files: {
    "offsets.csv": '"grouped",0,1\n"grouped",1,0\n',
    "bad.csv": "grouped,zero\n",
  },
  calls: [
    "kafka-topics BS --create --topic grouped --partitions 2",
    {
      line: "kafka-console-producer BS --topic grouped --reader-property parse.key=true " +
        "--reader-property key.separator=:",
      input: "k1:1\nk2:2\nk3:3\nk4:4\n",
    },
    { line: `${READ} --group classic`, order: "any" },
    {
      line: `${READ} --group newer --consumer-property group.protocol=consumer`,
      by: "Kafka's script on both sides",
    },
    "kafka-consumer-groups BS --list",
    "kafka-consumer-groups BS --list --state",
    "kafka-consumer-groups BS --list --state empty",
    "kafka-consumer-groups BS --list --state stable,dead",
    { line: "kafka-consumer-groups BS --list --state foo", masks: [ANY_ORDER] },
    "kafka-consumer-groups BS --list --type",
    "kafka-consumer-groups BS --list --type consumer",
    { line: "kafka-consumer-groups BS --list --type foo", masks: [ANY_ORDER] },
    "kafka-consumer-groups BS --list --state --type",
    "kafka-groups BS --list",
    "kafka-groups BS --list --consumer",
    "kafka-groups BS --list --group-type classic",
    "kafka-groups BS --list --group-type classic --protocol consumer",
    "kafka-groups BS --list --protocol consumer",
    "kafka-groups BS --list --share",
    "kafka-groups BS --list --streams",
    "kafka-groups BS",
    { line: "kafka-groups BS --list --group-type foo", masks: [ANY_ORDER] },
    "kafka-groups BS --list --consumer --share",
    "kafka-consumer-groups BS --describe --group classic",
    "kafka-consumer-groups BS --describe --group classic --offsets --verbose",
    "kafka-consumer-groups BS --describe --group classic --state",
    "kafka-consumer-groups BS --describe --group classic --members",
    "kafka-consumer-groups BS --describe --group classic --members --verbose",
    "kafka-consumer-groups BS --describe --group newer",
    "kafka-consumer-groups BS --describe --group newer --verbose",
    "kafka-consumer-groups BS --describe --group newer --state --verbose",
    "kafka-consumer-groups BS --describe --group newer --members --verbose",
    "kafka-consumer-groups BS --describe --group nosuch",
    "kafka-consumer-groups BS --describe --group classic --group newer",
    { line: "kafka-consumer-groups BS --describe --all-groups --state", order: "any" },
    "kafka-consumer-groups BS --describe --group classic --members --state",
    { line: "kafka-consumer-groups BS --describe", masks: [ANY_ORDER] },
    "kafka-consumer-groups BS",
    "kafka-consumer-groups BS --list --describe --group classic",
    "kafka-consumer-groups --list",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-earliest",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-earliest --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-earliest --execute",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped:0 --shift-by 1 --execute",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped:0 --shift-by -100 " +
    "--dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --all-topics --to-latest --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-offset 1 --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-current --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-datetime " +
    "2020-01-01T00:00:00.000 --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-datetime nonsense " +
    "--dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --by-duration PT1H " +
    "--dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --by-duration nonsense " +
    "--dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --from-file " +
    "$FILES/offsets.csv --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --from-file " +
    "$FILES/bad.csv --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --all-topics --to-earliest --export " +
    "--dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --group newer --all-topics " +
    "--to-earliest --export --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --to-earliest " +
    "--to-latest --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped --dry-run --execute " +
    "--to-latest",
    "kafka-consumer-groups BS --reset-offsets --group classic --topic grouped",
    "kafka-consumer-groups BS --reset-offsets --group classic --to-latest --dry-run",
    "kafka-consumer-groups BS --reset-offsets --group fresh --topic grouped --to-latest --execute",
    "kafka-consumer-groups BS --describe --group fresh",
    "kafka-consumer-groups BS --delete-offsets --group classic --topic grouped:0",
    "kafka-consumer-groups BS --delete-offsets --group classic --topic nosuch",
    "kafka-consumer-groups BS --delete-offsets --group nosuch --topic grouped",
    { line: "kafka-consumer-groups BS --delete-offsets --group classic", masks: [ANY_ORDER] },
    "kafka-consumer-groups BS --describe --group classic",
    "kafka-consumer-groups BS --delete --group classic",
    "kafka-consumer-groups BS --delete --group classic --group newer",
    { line: "kafka-consumer-groups BS --delete", masks: [ANY_ORDER] },
    "kafka-consumer-groups BS --list --type",
  ],
};
