import { describe, expect, test } from "bun:test";
import { groupPartition, javaHashCode } from "../../../lib/kafka/group/group_partition.ts";

// What String.hashCode gives in Java 17.
const HASHES: [string, number, number][] = [
  ["", 0, 0],
  ["g", 103, 3],
  ["group", 98629247, 47],
  ["console-consumer-1", 35782224, 24],
  ["한국어 그룹", -82738434, 34],
  ["my-group-😀", 174510706, 6],
  ["polygenelubricants", -2147483648, 0],
];

describe("groupPartition", () => {
  test.each(HASHES)("%p hashes as in Java", (groupId, hash, partition) => {
    expect(javaHashCode(groupId)).toBe(hash);
    expect(groupPartition(groupId, 50)).toBe(partition);
  });
});
