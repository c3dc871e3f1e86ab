import { afterAll, beforeAll, expect, test } from "bun:test";
import { kafkaGetOffsets } from "../../lib/cli/kafka_get_offsets.ts";
import { kafkaConsumerGroups } from "../../lib/cli/kafka_consumer_groups.ts";
import { kafkaStreamsApplicationReset } from "../../lib/cli/kafka_streams_application_reset.ts";
import { DescribeGroups, LeaveGroup, ListGroups } from "../../lib/client/apis.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { MemoryKedge } from "./memory_kedge.ts";
import { environmentOf, RecordingTerminal } from "./recording_terminal.ts";

let kedge: MemoryKedge;

beforeAll(async () => {
  kedge = await MemoryKedge.start();
  await kedge.test.createTopic("adm.a", { partitions: 2 });
  await kedge.produce("adm.a", { count: 7 });
  for (
    const name of ["app-store-changelog", "app-x-repartition", "app-other", "app2-y-changelog"]
  ) {
    await kedge.test.createTopic(name);
  }
});
afterAll(() => kedge.close());

function run(words: string) {
  return kedge.run(kafkaStreamsApplicationReset, `--application-id app ${words}`);
}

const DRY =
  "----Dry run displays the actions which will be performed when running Streams Reset Tool----\n";
const TITLE = "Reset-offsets for input topics [adm.a]\n" +
  "Following input topics offsets will be reset to (for consumer group app)\n";
const INTERNAL =
  "Done.\nDeleting inferred internal topics [app-store-changelog, app-x-repartition]\nDone.\n";

function offsets(first: number, second: number): string {
  return `Topic: adm.a Partition: 1 Offset: ${second}\nTopic: adm.a Partition: 0 Offset: ${first}\n`;
}

test("a dry run shows what would be done, as recorded", async () => {
  expect(await run("--input-topics adm.a --dry-run")).toEqual({
    exitCode: 0,
    out: DRY + TITLE + offsets(0, 0) + INTERNAL,
    err: "",
  });
  expect((await run("--input-topics adm.a --to-latest --dry-run")).out)
    .toBe(DRY + TITLE + offsets(7, 0) + INTERNAL);
  expect((await run("--input-topics adm.a --to-offset 3 --dry-run")).out).toBe(
    `${DRY}${TITLE}New offset (3) is higher than latest offset. Value will be set to 0\n` +
      offsets(3, 0) + INTERNAL,
  );
  kedge.files["plan.csv"] = "adm.a,0,2\nadm.a,1,0\n";
  expect((await run("--input-topics adm.a --from-file plan.csv --dry-run")).out)
    .toContain(offsets(2, 0));
  expect(await run("--input-topics nosuch --dry-run")).toMatchObject({
    exitCode: 1,
    out: `${DRY}Reset-offsets for input topics [nosuch]\nFollowing input topics are not found, ` +
      `skipping them\nTopic: nosuch\n${INTERNAL.replace("Done.\n", "")}`,
  });
});

test("sets the offsets and deletes internal topics", async () => {
  expect((await run("--input-topics adm.a --to-offset 4 --internal-topics app-x-repartition")).out)
    .toContain("Deleting specified internal topics [app-x-repartition]\nDone.\n");
  expect((await run("--intermediate-topics adm.a")).exitCode).toBe(0);
  await kedge.test.settled();
  expect((await kedge.run(kafkaGetOffsets, "--exclude-internal-topics")).out)
    .toBe("adm.a:0:7\nadm.a:1:0\napp-other:0:0\napp2-y-changelog:0:0\n");
  expect((await kedge.run(kafkaConsumerGroups, "--describe --group app")).out)
    .toMatch(/app +adm.a +0 +7 +7 +0 /);
  expect((await run("--input-topics adm.a --shift-by -2 --dry-run")).out).toContain(offsets(5, 0));
});

test("tells what cannot be", async () => {
  expect((await run("--internal-topics app-other")).err)
    .toStartWith("ERROR: Invalid topic specified in the --internal-topics option. ");
  expect((await kedge.run(kafkaStreamsApplicationReset, "")).err)
    .toStartWith("Missing required option(s) [application-id]\n");
  expect((await run("--to-latest --to-earliest")).err)
    .toStartWith(`Option "[to-earliest]" can't be used with option "[to-latest]"\n`);
});

test("a group that has members is refused, or its members are removed", async () => {
  const kafka = new MemoryKafka();
  const noTopics = new Uint8Array(0);
  kafka.broker.on(ListGroups, () => ({ errorCode: 0, groups: [] }));
  kafka.broker.on(DescribeGroups, ({ groups }) => ({
    groups: groups.map((groupId) => ({
      errorCode: 0,
      groupId,
      groupState: "Stable",
      protocolType: "stream",
      protocolData: "stream",
      members: [{
        memberId: "m-1",
        clientId: "c",
        clientHost: "/h",
        memberMetadata: noTopics,
        memberAssignment: noTopics,
      }],
    })),
  }));
  const reset = async (...words: string[]) => {
    const terminal = new RecordingTerminal();
    const args = ["--bootstrap-server", "127.0.0.1:29092", "--application-id", "app", ...words];
    await kafkaStreamsApplicationReset.run(args, terminal, environmentOf(kafka));
    return terminal.both;
  };
  expect(await reset()).toStartWith(
    "ERROR: Consumer group 'app' is still active and has following members: [m-1]. ",
  );
  expect(await reset("--force")).toStartWith(
    "Force deleting all active members in the group: app\n",
  );
  expect(kafka.broker.requests(LeaveGroup)[0]!.request).toMatchObject({
    groupId: "app",
    members: [{ memberId: "m-1" }],
  });
});
