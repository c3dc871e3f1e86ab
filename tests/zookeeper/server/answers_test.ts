/**
 * kedge answers as ZooKeeper 3.9 does: every scenario of tests/conformance/zookeeper_diff, against
 * what a real one answered.
 */
import { describe, expect, test } from "bun:test";
import { ANSWERS_FILE, readAnswers } from "../../conformance/zookeeper_diff/answers.ts";
import { differences } from "../../conformance/zookeeper_diff/differences.ts";
import { runScenario } from "../../conformance/zookeeper_diff/run_scenario.ts";
import { scenarios } from "../../conformance/zookeeper_diff/scenarios/mod.ts";
import type { ServerSettings } from "../../../lib/zookeeper/server/settings.ts";
import { digestId } from "../../../lib/zookeeper/tree/authentication.ts";
import { memoryServer } from "./memory_server.ts";
import { TestServer } from "./test_server.ts";

const answers = readAnswers(await Bun.file(ANSWERS_FILE).text());

const settings: Record<"default" | "extended", Partial<ServerSettings>> = {
  default: { superDigest: digestId("cleaner:cleaner").id },
  extended: {
    extendedTypesEnabled: true,
    enforceQuota: true,
    superDigest: digestId("super:admin").id,
    containerCheckIntervalMs: 500,
  },
};

describe("as ZooKeeper 3.9", () => {
  test.each([...scenarios])("$name", async (scenario) => {
    const server = await TestServer.started(settings[scenario.server ?? "default"]);
    const lines = await runScenario(scenario, memoryServer(server));
    let expected = answers.get(scenario.name) ?? "not recorded";
    for (const [text, replacement] of differences.get(scenario.name)?.replaced ?? []) {
      expect(expected).toContain(text);
      expected = expected.replace(text, replacement);
    }
    expect(lines.join("\n")).toBe(expected);
    await server.server.close();
  });
});
