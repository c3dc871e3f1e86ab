import { expect, test } from "bun:test";
import {
  PREFERRED_ELECTION,
  REASSIGN_PARTITIONS,
  serveAdminRequest,
} from "../../lib/metadata/admin_requests.ts";
import { assignmentFixture, STATE, TOPIC } from "./assignment_fixture.ts";

const PARTITION = { replicas: [1, 2], leader: 2, isr: [1, 2] };

async function serve(path: string, data: string) {
  const fixture = await assignmentFixture(PARTITION);
  await fixture.store.apply([{ kind: "create", path, data }]);
  await serveAdminRequest(path, fixture.services);
  expect(await fixture.store.get(path)).toBeNull();
  return fixture;
}

test("partitions are reassigned as kafka-reassign-partitions.sh of 2.5 asks", async () => {
  const { json } = await serve(
    REASSIGN_PARTITIONS,
    '{"version":1,"partitions":[{"topic":"orders","partition":0,"replicas":[1]}]}',
  );
  expect(await json(TOPIC)).toMatchObject({ partitions: { "0": [1] } });
  expect(await json(STATE)).toMatchObject({ leader: 1, isr: [1] });
});

test("preferred leaders are elected as old tools ask", async () => {
  const { json } = await serve(
    PREFERRED_ELECTION,
    '{"version":1,"partitions":[{"topic":"orders","partition":0}]}',
  );
  expect(await json(STATE)).toMatchObject({ leader: 1, leader_epoch: 6 });
});

test.each(["", "[]", '{"version":1}', '{"partitions":[5]}'])(
  "a request that says nothing (%s) is removed, with a line in the log",
  async (data) => {
    const { json, logger } = await serve(REASSIGN_PARTITIONS, data);
    expect(logger.messages("ERROR")).toHaveLength(1);
    expect(await json(STATE)).toMatchObject({ leader_epoch: 5 });
  },
);

test("without a request nothing happens", async () => {
  const { services, logger } = await assignmentFixture(PARTITION);
  await serveAdminRequest(REASSIGN_PARTITIONS, services);
  expect(logger.messages("ERROR")).toEqual([]);
});
