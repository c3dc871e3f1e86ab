/**
 * Documentation that runs: the `@example` blocks of docstrings, and the console blocks of README.md
 * and docs/, against a kedge started from source. A block whose fence says `ignore` is not run.
 *
 * @module
 */
import { afterAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Kedge } from "./conformance/broker/kedge.ts";
import { blocksOfMarkdown, examplesOfTypeScript } from "./docs/code_blocks.ts";
import { matchesOutput, stepsOfConsole } from "./docs/console.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** The examples are written here, inside the project, where its packages are found. */
const EXAMPLES = join(ROOT, ".cache/docs_test");
const CONSOLE_LIMIT_MS = 120_000;
/** The ports that the documentation names, in the order kafka, zookeeper, rest. */
const DOCUMENTED_PORTS = [9092, 2181, 8083];

function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending)).map((name) => join(folder, name)).sort();
}

describe("examples in docstrings", () => {
  mkdirSync(EXAMPLES, { recursive: true });
  for (const path of filesBelow("lib", ".ts")) {
    for (const { line, code } of examplesOfTypeScript(readFileSync(join(ROOT, path), "utf8"))) {
      test(`${path}:${line}`, async () => {
        const file = join(EXAMPLES, `${path.replaceAll("/", "_")}_${line}.ts`);
        writeFileSync(file, rebased(code, dirname(join(ROOT, path))));
        expect(code).toMatch(/\bexpect\b|\bassert/);
        await import(`${file}?${Date.now()}`);
      });
    }
  }
});

/** The code with its relative imports, written as seen from `folder`, as seen from EXAMPLES. */
function rebased(code: string, folder: string): string {
  return code.replace(/(from|import) "(\.[^"]+)"/g, (_all, word, specifier) => {
    const target = relative(EXAMPLES, resolve(folder, specifier));
    return `${word} "${target}"`;
  });
}

const pages = [
  ...(existsSync(join(ROOT, "README.md")) ? ["README.md"] : []),
  ...filesBelow("docs", ".md"),
  ...filesBelow("examples", ".md"),
];
const consoles = pages.map((path) => ({
  path,
  blocks: blocksOfMarkdown(readFileSync(join(ROOT, path), "utf8")).filter((block) =>
    block.fence === "console"
  ),
})).filter(({ blocks }) => blocks.length > 0);

describe("console blocks", () => {
  if (!consoles.some(({ path }) => path === "README.md")) {
    test.todo("README.md has console blocks");
  }
  for (const { path, blocks } of consoles) {
    describe(path, () => {
      let started: Promise<Kedge> | undefined;
      afterAll(async () => {
        await (await started)?.stop();
      });
      for (const { line, code } of blocks) {
        test(`line ${line}`, async () => {
          started ??= startFromSource();
          const kedge = await started;
          for (const { command, expected } of stepsOfConsole(code)) {
            const printed = await runIn(kedge, command);
            if (!matchesOutput(printed, expected)) {
              expect(`$ ${command}\n${printed}`).toBe(`$ ${command}\n${expected.join("\n")}\n`);
            }
          }
        }, CONSOLE_LIMIT_MS);
      }
    });
  }
});

/** A kedge from source on free ports, with a command `kedge` in its folder's bin. */
async function startFromSource(): Promise<Kedge> {
  const words = [process.execPath, join(ROOT, "main.ts")];
  const kedge = await new Kedge({ command: words }).start();
  const bin = join(kedge.folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "kedge"), `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`);
  chmodSync(join(bin, "kedge"), 0o755);
  return kedge;
}

/** Runs a documented command with the ports of this kedge; its output names the documented ones. */
async function runIn(kedge: Kedge, command: string): Promise<string> {
  const ports = [kedge.bootstrap, kedge.zookeeper, kedge.rest].map((one) =>
    Number(one?.match(/\d+$/))
  );
  const pairs = DOCUMENTED_PORTS.map((port, index) => [port, ports[index]!] as const);
  const actual = pairs.reduce((text, [from, to]) => text.replaceAll(`:${from}`, `:${to}`), command);
  const child = Bun.spawn(["bash", "-c", `${actual} 2>&1`], {
    cwd: kedge.folder,
    env: { ...process.env, PATH: `${kedge.folder}/bin:${process.env["PATH"]}` },
    stdin: "ignore",
    stdout: "pipe",
  });
  const printed = await new Response(child.stdout).text();
  return pairs.reduce((text, [from, to]) => text.replaceAll(`:${to}`, `:${from}`), printed);
}

describe("the reading of documentation", () => {
  test("finds the blocks of Markdown with their lines", () => {
    const text = "# A\n```ts\nlet a;\n```\n  ```console\n  $ x\n  ```\n";
    expect(blocksOfMarkdown(text)).toEqual([
      { line: 3, fence: "ts", code: "let a;\n" },
      { line: 6, fence: "console", code: "$ x\n" },
    ]);
  });

  test("finds the examples of docstrings and no other block", () => {
    const text =
      "/**\n * A\n * ```ts\n * no\n * ```\n *\n * @example\n * ```ts\n * yes\n * ```\n */\n";
    expect(examplesOfTypeScript(text)).toEqual([{ line: 9, fence: "ts", code: "yes\n" }]);
  });

  test("splits a console block into commands and what they print", () => {
    expect(stepsOfConsole("$ a \\\n  b\none\n\n$ c\n")).toEqual([
      { command: "a \\\n  b", expected: ["one", ""] },
      { command: "c", expected: [] },
    ]);
  });

  test("compares output with wildcards for text and for lines", () => {
    expect(matchesOutput("a 1\nb\nc\n", ["a ...", "...", "c"])).toBe(true);
    expect(matchesOutput("a 1\nc\n", ["a ...", "...", "c"])).toBe(true);
    expect(matchesOutput("a 1\nd\n", ["a ...", "...", "c"])).toBe(false);
    expect(matchesOutput("a.b\n", ["a.b"])).toBe(true);
    expect(matchesOutput("axb\n", ["a.b"])).toBe(false);
    expect(matchesOutput("", [])).toBe(true);
    expect(matchesOutput("x\n", [])).toBe(false);
  });
});
