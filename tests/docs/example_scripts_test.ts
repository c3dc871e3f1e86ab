import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { serverProperties } from "../../lib/cli/install_systemd/unit.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";

const EXAMPLES = resolve(import.meta.dirname, "../../examples");

const scripts = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".sh"));

test.each(scripts)("examples/%s is understood by bash", (name) => {
  const { exitCode, stderr } = Bun.spawnSync(["bash", "-n", join(EXAMPLES, name)]);
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
});

test("the settings of the start-up script of a VM are all known", () => {
  const script = readFileSync(join(EXAMPLES, "gcp/startup-script.sh"), "utf8");
  const written = /<<SETTINGS\n(.*?)\nSETTINGS\n/s.exec(script)![1]!;
  const text = written.replace("$data", "/srv/kedge");
  const { config, warnings, withoutEffect } = loadServerConfig({ file: { name: "a", text } });
  expect([warnings, withoutEffect]).toEqual([[], []]);
  expect(config.logDirs).toEqual(["/srv/kedge/data"]);
  expect(config.logRetentionDiskPercent).toBe(80);
});

test("what examples/gcp tells to change is there to be changed", () => {
  const readme = readFileSync(join(EXAMPLES, "gcp/README.md"), "utf8");
  const pattern = /sed -i 's\/\^(#[\w.=]+)\//.exec(readme)![1]!;
  expect(serverProperties("/var/lib/kedge")).toContain(`\n${pattern}\n`);
});
