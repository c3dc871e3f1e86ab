import { expect, test } from "bun:test";
import { StartedParts } from "../../lib/broker/started_parts.ts";

test("parts end in the other direction, each waiting for the one before, and once", async () => {
  const ended: string[] = [];
  const started = new StartedParts();
  for (const name of ["store", "tree", "port"]) {
    started.add(async () => {
      await Promise.resolve();
      ended.push(name);
    });
  }
  await started.release();
  await started.release();
  expect(ended).toEqual(["port", "tree", "store"]);
});

test("a part that resists keeps no other up, and is told of at the end", async () => {
  const ended: string[] = [];
  const started = new StartedParts();
  started.add(() => {
    ended.push("store");
  });
  started.add(() => Promise.reject(new Error("the tree resists")));
  started.add(() => {
    throw new Error("the port resists");
  });
  await expect(started.release()).rejects.toThrow("the port resists");
  expect(ended).toEqual(["store"]);
});
