import { describe, expect, test } from "bun:test";
import { AcknowledgeType } from "../../../lib/client/share_consumer/acknowledgements.ts";
import { ShareSession } from "../../../lib/client/share_consumer/share_session.ts";

const one = { topicId: "a", partition: 0 };
const other = { topicId: "a", partition: 1 };
const batches = [
  { firstOffset: 4, lastOffset: 5, acknowledgeTypes: [AcknowledgeType.ACCEPT] as const },
];

describe("ShareSession", () => {
  test("names all partitions at first, then only what changed, counting its requests", () => {
    const session = new ShareSession();
    expect(session.isOpen).toBe(false);
    expect(session.nextFetch([one], [])).toEqual({
      shareSessionEpoch: 0,
      topics: [{ topicId: "a", partitions: [{ partitionIndex: 0, acknowledgementBatches: [] }] }],
      forgottenTopicsData: [],
    });
    expect(session.isOpen).toBe(true);
    expect(session.nextFetch([one], [])).toEqual({
      shareSessionEpoch: 1,
      topics: [],
      forgottenTopicsData: [],
    });
    expect(session.nextFetch([other], [{ ...one, batches }])).toEqual({
      shareSessionEpoch: 2,
      topics: [{
        topicId: "a",
        partitions: [
          { partitionIndex: 1, acknowledgementBatches: [] },
          {
            partitionIndex: 0,
            acknowledgementBatches: [{ firstOffset: 4, lastOffset: 5, acknowledgeTypes: [1] }],
          },
        ],
      }],
      forgottenTopicsData: [{ topicId: "a", partitions: [0] }],
    });
  });

  test("acknowledging counts too; ending says so and lets another session begin", () => {
    const session = new ShareSession();
    session.nextFetch([one], []);
    expect(session.acknowledge([{ ...one, batches }]).shareSessionEpoch).toBe(1);
    expect(session.end([]).shareSessionEpoch).toBe(-1);
    expect(session.nextFetch([one], []).shareSessionEpoch).toBe(0);
  });

  test("a session that was lost names all partitions again", () => {
    const session = new ShareSession();
    session.nextFetch([one, other], []);
    session.reset();
    const { shareSessionEpoch, topics } = session.nextFetch([one, other], []);
    expect([shareSessionEpoch, topics[0]?.partitions.length]).toEqual([0, 2]);
  });
});
