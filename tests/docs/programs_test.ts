/**
 * The console blocks of documents that call other people's programs: the words after `console` in
 * the fence, such as `console curl`. They run where all of these are installed, against a kedge
 * started from source; docs_test.ts runs the blocks that need none.
 *
 * @module
 */
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Kedge } from "../conformance/broker/kedge.ts";
import { blocksOfMarkdown } from "./code_blocks.ts";
import { matchesOutput, stepsOfConsole } from "./console.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const LIMIT_MS = 120_000;
const PORTS = [9092, 2181, 8083];

const pages = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith(".md"));

for (const path of pages) {
  const blocks = blocksOfMarkdown(readFileSync(join(ROOT, path), "utf8"))
    .map((block) => ({ ...block, programs: programsOf(block.fence) }))
    .filter(({ programs }) => programs.length > 0);
  if (blocks.length > 0) describe(path, () => runBlocks(blocks));
}

function runBlocks(blocks: readonly { line: number; code: string; programs: string[] }[]): void {
  let started: Promise<Kedge> | undefined;
  afterAll(async () => {
    await (await started)?.stop();
  });
  for (const { line, code, programs } of blocks) {
    const missing = programs.filter((program) => Bun.which(program) === null);
    test.skipIf(missing.length > 0)(`line ${line}`, async () => {
      const kedge = await (started ??= startFromSource());
      for (const { command, expected } of stepsOfConsole(code)) {
        const printed = await runIn(kedge, command);
        if (matchesOutput(printed, expected)) continue;
        expect(`$ ${command}\n${printed}`).toBe(`$ ${command}\n${expected.join("\n")}\n`);
      }
    }, LIMIT_MS);
  }
}

/** `console curl jq` needs curl and jq; `console` and `console ignore` are not ours. */
function programsOf(fence: string): string[] {
  const [first, ...programs] = fence.split(" ");
  return first === "console" && !programs.includes("ignore") ? programs : [];
}

/** A kedge from source, with a command `kedge` in its folder's bin. */
async function startFromSource(): Promise<Kedge> {
  const words = [process.execPath, join(ROOT, "main.ts")];
  const kedge = await new Kedge({ command: words }).start();
  mkdirSync(join(kedge.folder, "bin"));
  const link = join(kedge.folder, "bin/kedge");
  writeFileSync(link, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`);
  chmodSync(link, 0o755);
  return kedge;
}

/** Runs a documented command with the ports of this kedge; its output names the documented ones. */
async function runIn(kedge: Kedge, command: string): Promise<string> {
  const own = [kedge.bootstrap, kedge.zookeeper, kedge.rest].map((one) => one?.match(/\d+$/)?.[0]);
  const pairs = PORTS.map((port, index) => [`:${port}`, `:${own[index]}`] as const);
  const actual = pairs.reduce((text, [from, to]) => text.replaceAll(from, to), command);
  const child = Bun.spawn(["bash", "-c", `${actual} 2>&1`], {
    cwd: kedge.folder,
    env: { ...process.env, PATH: `${kedge.folder}/bin:${process.env["PATH"]}` },
    stdin: "ignore",
    stdout: "pipe",
  });
  const printed = await new Response(child.stdout).text();
  return pairs.reduce((text, [from, to]) => text.replaceAll(to, from), printed);
}

test("the fence names the programs", () => {
  expect(programsOf("console curl jq")).toEqual(["curl", "jq"]);
  expect(programsOf("console")).toEqual([]);
  expect(programsOf("console ignore")).toEqual([]);
  expect(programsOf("python")).toEqual([]);
});
