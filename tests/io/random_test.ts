import { describe, expect, test } from "bun:test";
import { SeededRandom, SystemRandom } from "../../lib/io/random.ts";

describe.each([
  { name: "the machine's", make: () => new SystemRandom() },
  { name: "seeded", make: () => new SeededRandom(7) },
])("randomness, $name", ({ make }) => {
  test("gives as many bytes as asked for, of every value", () => {
    const random = make();
    expect(random.bytes(0).length).toBe(0);
    const bytes = random.bytes(20_000);
    expect(bytes.length).toBe(20_000);
    expect(new Set(bytes).size).toBe(256);
  });

  test("gives integers below the limit, all of them", () => {
    const random = make();
    const seen = new Set(Array.from({ length: 500 }, () => random.int(10)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(random.int(1)).toBe(0);
  });

  test("gives UUIDs of version 4 that differ", () => {
    const random = make();
    const uuids = Array.from({ length: 200 }, () => random.uuid());
    expect(new Set(uuids).size).toBe(200);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test("gives UUIDs in Kafka's form, none of which looks like an option", () => {
    const random = make();
    const uuids = Array.from({ length: 500 }, () => random.kafkaUuid());
    expect(new Set(uuids).size).toBe(500);
    for (const uuid of uuids) expect(uuid).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });
});

test("the same seed gives the same, another seed something else", () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed);
    return [random.uuid(), random.int(1000), random.kafkaUuid(), [...random.bytes(8)]];
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
});
