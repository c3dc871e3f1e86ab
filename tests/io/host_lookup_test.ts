import { expect, test } from "bun:test";
import { SystemHostLookup } from "../../lib/io/host_lookup.ts";

test("the machine's resolver knows its own name for itself, and no invalid one", async () => {
  const lookup = new SystemHostLookup();
  expect(await lookup.addresses("localhost")).not.toBeEmpty();
  // Without name servers it cannot tell, and says so.
  const unknown = await lookup.addresses("no-such-host.invalid").catch((error) => error);
  expect(unknown === null || unknown instanceof Error).toBe(true);
});
