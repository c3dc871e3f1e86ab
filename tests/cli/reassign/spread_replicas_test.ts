import { describe, expect, test } from "bun:test";
import { rackByRack, spreadReplicas } from "../../../lib/cli/reassign/spread_replicas.ts";
import { SeededRandom } from "../../../lib/io/random.ts";

function spread(brokers: { id: number; rack: string | null }[], replicationFactor: number) {
  const random = new SeededRandom(7);
  return spreadReplicas(brokers, { partitions: 12, replicationFactor, random });
}

const plain = [0, 1, 2, 3].map((id) => ({ id, rack: null }));
const racked = plain.map(({ id }) => ({ id, rack: id < 2 ? "a" : "b" }));

describe("spreadReplicas()", () => {
  test("gives each broker as many leaders and replicas", () => {
    const assignments = spread(plain, 3);
    for (const id of [0, 1, 2, 3]) {
      expect(assignments.filter(([leader]) => leader === id).length).toBe(3);
      expect(assignments.filter((replicas) => replicas.includes(id)).length).toBe(9);
    }
    for (const replicas of assignments) expect(new Set(replicas).size).toBe(3);
  });

  test("puts replicas into different racks as long as there are others", () => {
    for (const replicas of spread(racked, 2)) {
      expect(new Set(replicas.map((id) => racked[id]!.rack)).size).toBe(2);
    }
    for (const replicas of spread(racked, 4)) expect(new Set(replicas).size).toBe(4);
  });

  test("goes from rack to rack", () => {
    expect(rackByRack(racked).map(({ id }) => id)).toEqual([0, 2, 1, 3]);
  });

  test("works on one broker", () => {
    expect(spread([plain[3]!], 1)).toEqual(Array(12).fill([3]));
  });

  test("refuses too many replicas, and racks of some brokers only", () => {
    expect(() => spread(plain, 5)).toThrow(
      "cannot be reached because only 4 broker(s) are registered",
    );
    expect(() => spread([...plain, { id: 9, rack: "a" }], 1)).toThrow("Not all brokers have rack");
  });
});
