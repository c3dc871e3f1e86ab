import { expect, test } from "bun:test";
import {
  readAssignment,
  readSubscription,
  writeAssignment,
  writeSubscription,
} from "../../lib/client/consumer_protocol.ts";

test("a subscription that the Java client wrote is read, whatever its version", () => {
  // Recorded: version 3, topic "hellok", no user data, nothing owned, no generation.
  const recorded = Buffer.from("AAMAAAABAAZoZWxsb2v/////AAAAAP///////w==", "base64");
  expect(readSubscription(recorded).topics).toEqual(["hellok"]);
  const own = readSubscription(writeSubscription({
    topics: ["a", "b"],
    ownedPartitions: [{ topic: "a", partitions: [1] }],
  }));
  expect(own.topics).toEqual(["a", "b"]);
  expect(own.ownedPartitions).toEqual([{ topic: "a", partitions: [1] }]);
});

test("an assignment that the Java client wrote is read, and ours is read again", () => {
  const recorded = Buffer.from("AAMAAAABAAZoZWxsb2sAAAADAAAAAAAAAAEAAAAC/////w==", "base64");
  const partitions = [0, 1, 2].map((partition) => ({ topic: "hellok", partition }));
  expect(readAssignment(recorded)).toEqual(partitions);
  expect(readAssignment(writeAssignment(partitions))).toEqual(partitions);
  expect(readAssignment(new Uint8Array(0))).toEqual([]);
});
