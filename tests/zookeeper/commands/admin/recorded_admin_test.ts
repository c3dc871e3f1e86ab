/** The AdminServer's commands, compared with those of an Apache ZooKeeper 3.9.5. */
import { expect, test } from "bun:test";
import { adminJson } from "../../../../lib/zookeeper/commands/admin/admin_json.ts";
import { adminCommands, runAdminCommand } from "../../../../lib/zookeeper/commands/admin/mod.ts";
import {
  kindsOfLines,
  normalised,
  recordedCommands,
  recordedMonitor,
} from "../recorded_answers.ts";
import { recordedScene } from "../recorded_scene.ts";

/** Of these the lines come in an order by chance, those of server_stats by Java's reflection. */
const UNORDERED = new Set([
  ...["connections", "dump", "server_stats", "stats", "watches", "watches_by_path"],
]);
/** What they answer is of the machine, not of ZooKeeper. */
const OF_THE_MACHINE = ["environment", "initial_configuration", "monitor", "system_properties"];

async function run(name: string, query: Record<string, string> = {}) {
  const { server } = await recordedScene();
  server.reports.resetConnectionStatistics();
  return runAdminCommand(name, {
    context: server.reports,
    query: new Map(Object.entries(query)),
  });
}

test.each([
  ...adminCommands.map((command) => command.names[0]).filter((name) =>
    !OF_THE_MACHINE.includes(name)
  ),
  "none",
])("%s answers as ZooKeeper's", async (name) => {
  const asked = name === "none" ? "nothing" : name;
  const found = normalised(adminJson(await run(asked)));
  const recorded = recordedCommands.get(name)!.body;
  if (UNORDERED.has(name)) expect(kindsOfLines(found)).toEqual(kindsOfLines(recorded));
  else expect(found).toBe(recorded);
});

test("set_trace_mask takes a long", async () => {
  const mask = async (traceMask: string) => adminJson(await run("stmk", { traceMask }));
  expect(normalised(await mask("306"))).toBe(recordedCommands.get("stmk-306")!.body);
  expect(await mask("x")).toBe(recordedCommands.get("stmk-x")!.body);
  expect(await mask("9223372036854775807")).toContain('"tracemask" : 9223372036854775807');
  expect(await mask("9223372036854775808")).toContain("got 9223372036854775808");
});

test("monitor has ZooKeeper's names and forms", async () => {
  const lines = adminJson(await run("mntr")).split("\n").slice(1, -1);
  expect(lines.length).toBeGreaterThan(100);
  for (const line of lines) {
    const [, name = "", value = ""] = /^ {2}"(\w+)" : (.*?),?$/.exec(line) ?? [];
    if (name === "command" || name === "error") continue;
    const form = /^-?\d+$/.test(value) ? "N" : /^-?\d+\.\d+$/.test(value) ? "F" : "text";
    expect([name, form]).toEqual([name, recordedMonitor.get(name)!]);
  }
});

test("names and aliases are each of one command", () => {
  const names = adminCommands.flatMap((command) => [...command.names]);
  expect(names).toEqual([...new Set(names)]);
});

test("system_properties and initial_configuration show what there is", async () => {
  expect(await run("sysp")).toEqual({ command: "system_properties", error: null });
  expect(await run("icfg")).toMatchObject({ initial_configuration: "" });
  expect((await run("env"))["zookeeper.version"]).toStartWith("3.9.5-kedge-1.2.3");
});
