import { expect, test } from "bun:test";
import { electLeader } from "../../lib/metadata/leader_election.ts";
import { assignmentFixture, STATE } from "./assignment_fixture.ts";

const election = { topic: "orders", index: 0 };

test.each(
  [
    { replicas: [1, 2], leader: 2, isr: [2, 1], type: "preferred", elected: 1, after: [2, 1] },
    { replicas: [3, 2], leader: -1, isr: [2], type: "unclean", elected: 2, after: [2] },
    { replicas: [3, 2, 1], leader: -1, isr: [3, 1], type: "unclean", elected: 1, after: [3, 1] },
    { replicas: [3, 1], leader: -1, isr: [3], type: "unclean", elected: 1, after: [1] },
  ] as const,
)("$type of $replicas, in sync $isr: $elected", async ({ type, elected, after, ...at }) => {
  const partition = { replicas: [...at.replicas], leader: at.leader, isr: [...at.isr] };
  const { services, json } = await assignmentFixture(partition);
  expect(await electLeader({ ...election, type }, services)).toBe("NONE");
  expect(await json(STATE)).toEqual({
    controller_epoch: 7,
    leader: elected,
    version: 1,
    leader_epoch: 6,
    isr: [...after],
  });
});

test.each(
  [
    { replicas: [1], leader: 1, isr: [1], type: "preferred", result: "ELECTION_NOT_NEEDED" },
    { replicas: [1, 2], leader: 2, isr: [2], type: "unclean", result: "ELECTION_NOT_NEEDED" },
    {
      replicas: [1, 2],
      leader: 2,
      isr: [2],
      type: "preferred",
      result: "PREFERRED_LEADER_NOT_AVAILABLE",
    },
    {
      replicas: [3, 2],
      leader: 2,
      isr: [3, 2],
      type: "preferred",
      result: "PREFERRED_LEADER_NOT_AVAILABLE",
    },
    {
      replicas: [3],
      leader: -1,
      isr: [3],
      type: "unclean",
      result: "ELIGIBLE_LEADERS_NOT_AVAILABLE",
    },
  ] as const,
)("$type of $replicas led by $leader, in sync $isr: $result", async (row) => {
  const partition = { replicas: [...row.replicas], leader: row.leader, isr: [...row.isr] };
  const { services, json } = await assignmentFixture(partition);
  expect(await electLeader({ ...election, type: row.type }, services)).toBe(row.result);
  expect(await json(STATE)).toMatchObject({ leader_epoch: 5 });
});

test.each([{ topic: "no", index: 0 }, { topic: "orders", index: 1 }])(
  "there is no partition %j",
  async (place) => {
    const { services } = await assignmentFixture({ replicas: [1], leader: 1, isr: [1] });
    const result = await electLeader({ ...place, type: "preferred" }, services);
    expect(result).toBe("UNKNOWN_TOPIC_OR_PARTITION");
  },
);
