import { expect, test } from "bun:test";
import { MemoryHostLookup } from "../../lib/io/memory_host_lookup.ts";

test("knows the names that it was given", async () => {
  const lookup = new MemoryHostLookup({ one: ["10.0.0.1"] });
  expect(await lookup.addresses("one")).toEqual(["10.0.0.1"]);
  expect(await lookup.addresses("two")).toBeNull();
});
