import { expect, test } from "bun:test";
import { QuotaText } from "../../../lib/cli/zookeeper/quota_text.ts";

test("limits of shells before 3.7 and since are read and written", () => {
  for (const text of ["count=5,bytes=-1", "count=-1,bytes=7=;byteHardLimit=8;countHardLimit=9"]) {
    expect(String(new QuotaText(text))).toBe(text);
  }
  const limits = new QuotaText("count=5,bytes=-1");
  limits.set("countHardLimit", 10);
  expect([limits.get("count"), limits.get("byteHardLimit")]).toEqual([5, -1]);
  expect(String(limits)).toBe("count=5,bytes=-1=;countHardLimit=10");
  expect(String(new QuotaText(""))).toBe("count=-1,bytes=-1");
});
