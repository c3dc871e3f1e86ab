import { describe, expect, test } from "bun:test";
import {
  Acknowledgements,
  AcknowledgeType,
} from "../../../lib/client/share_consumer/acknowledgements.ts";

const { ACCEPT, RELEASE, REJECT } = AcknowledgeType;

describe("Acknowledgements", () => {
  test("offsets in a row with one fate become one range, in the order of the offsets", () => {
    const acknowledgements = new Acknowledgements();
    const partition = { topicId: "t", partition: 3 };
    for (const offset of [7, 5, 6]) acknowledgements.add(partition, offset, ACCEPT);
    acknowledgements.add(partition, 8, REJECT);
    acknowledgements.add(partition, 10, REJECT);
    expect(acknowledgements.take()).toEqual([{
      ...partition,
      batches: [
        { firstOffset: 5, lastOffset: 7, acknowledgeTypes: [ACCEPT] },
        { firstOffset: 8, lastOffset: 8, acknowledgeTypes: [REJECT] },
        { firstOffset: 10, lastOffset: 10, acknowledgeTypes: [REJECT] },
      ],
    }]);
    expect(acknowledgements.isEmpty).toBe(true);
  });

  test("a later fate replaces an earlier one; partitions stay apart", () => {
    const acknowledgements = new Acknowledgements();
    acknowledgements.add({ topicId: "t", partition: 0 }, 1, ACCEPT);
    acknowledgements.add({ topicId: "t", partition: 0 }, 1, RELEASE);
    acknowledgements.add({ topicId: "t", partition: 1 }, 1, ACCEPT);
    expect(acknowledgements.take().map(({ batches }) => batches[0]!.acknowledgeTypes)).toEqual([
      [RELEASE],
      [ACCEPT],
    ]);
  });
});
