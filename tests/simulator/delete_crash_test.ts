import { describe, expect, test } from "bun:test";
import { turns } from "../io/turns.ts";
import { KEEPS_ALL, LOSES_ALL } from "../storage/test_store.ts";
import { MemoryKedge } from "./memory_kedge.ts";

const PLACE = { topic: "orders", partition: 0 };
const TURNS_MAX = 30;

describe.each([
  { name: "that loses all it can", random: LOSES_ALL },
  { name: "that loses nothing", random: KEEPS_ALL },
])("a crash in the middle of a deletion, $name", ({ random }) => {
  test("leaves the topic whole, or nothing of it for a new one of its name", async () => {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      const kedge = await MemoryKedge.start();
      const session = await kedge.connect();
      await session.createTopic("orders");
      await session.produce(PLACE, ["old"]);
      session.deleteTopic("orders").catch(() => {/* the crash comes first, at times */});
      await turns(turn);
      kedge.crash(random);
      await kedge.start();
      const again = await kedge.connect();
      const isThere = (await again.topics()).includes("orders");
      if (!isThere) expect(await again.createTopic("orders")).toBe(0);
      const values = (await again.readAll(PLACE)).map(({ value }) => value);
      expect({ turn, values }).toEqual({ turn, values: isThere ? ["old"] : [] });
      await kedge.stop();
    }
  });
});
