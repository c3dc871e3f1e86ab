import { expect, test } from "bun:test";
import { tellOfFallback } from "../../lib/broker/native_fallback.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";

test("a line is logged where JavaScript stands in, and none where nothing does", () => {
  const logger = new MemoryLogger();
  tellOfFallback(logger, "native");
  expect(logger.lines).toEqual([]);
  tellOfFallback(logger, "javascript");
  expect(logger.lines.map(({ level }) => level)).toEqual(["INFO"]);
  expect(logger.messages("INFO").join()).toContain("BUN_TMPDIR");
});
