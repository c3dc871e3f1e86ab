import { expect, test } from "bun:test";
import { logFindings } from "../../lib/broker/start_findings.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";

test("warnings, notes and settings without effect are logged", () => {
  const logger = new MemoryLogger();
  const loaded = loadServerConfig({ overrides: ["num.io.threads=3", "foo=1"] });
  logFindings({ ...loaded, notes: ["a note"] }, logger);
  expect(logger.lines.map(({ level, message, fields }) => [level, message, fields])).toEqual([
    ["WARN", "--override: unknown setting foo is ignored", {}],
    ["INFO", "a note", {}],
    ["INFO", "settings that change nothing here", { names: "num.io.threads" }],
  ]);
});

test("where there is nothing to say, nothing is said", () => {
  const logger = new MemoryLogger();
  logFindings(loadServerConfig(), logger);
  expect(logger.lines).toEqual([]);
});
