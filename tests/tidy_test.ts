/**
 * The rules of the code base that a program can check: import directions, unlisted files, lengths,
 * names, allowed packages, tests beside the code. Each test prints every breach it found.
 *
 * @module
 */
import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
  EMPTY_WORDS,
  FOREIGN_NAMES,
  LONG_FILES,
  LONG_FUNCTIONS,
  NEAR_THE_MACHINE,
  TESTED_ELSEWHERE,
} from "./tidy/exceptions.ts";
import { isWithin, layerOf, LAYERS, NEVER } from "./tidy/layers.ts";
import { declaredNames, functionsOf, ROOT, type SourceFile, sourceFiles } from "./tidy/source.ts";

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const COLUMNS_MAX = 100;

const mainFiles = existsSync(join(ROOT, "main.ts")) ? sourceFiles("main.ts") : [];
const lib = sourceFiles("lib");
const product = [...mainFiles, ...lib];
const everything = [...product, ...sourceFiles("tests", "bench", "scripts")];

/** What the tests import, but for those of interoperability, which see the product from outside. */
const testImports = new Set(
  sourceFiles("tests").filter((file) => !file.path.startsWith("tests/conformance/"))
    .flatMap((file) => file.imports.flatMap((one) => one.path ?? [])),
);

function expectNone(breaches: readonly string[]): void {
  expect(breaches.join("\n")).toBe("");
}

/** The folder of a file under lib, without the leading `lib/`. */
function folderOf(path: string): string {
  return dirname(path).replace(/^lib\/?/, "");
}

function excusedBy(path: string, table: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(table).find((row) =>
    row === path || (row.endsWith("/") && path.startsWith(row))
  );
}

test("every folder of lib stands in the table of layers", () => {
  const folders = new Set(lib.map((file) => folderOf(file.path)));
  expectNone([...folders].filter((folder) => layerOf(folder) === undefined));
});

test("every row of the table of layers names a folder once", () => {
  const rows = LAYERS.flat();
  expect(rows).toEqual([...new Set(rows)]);
});

test("imports go down the layers", () => {
  expectNone(lib.flatMap((file) => {
    const from = folderOf(file.path);
    const targets = file.imports.flatMap(({ path }) => path ?? []);
    return targets.filter((path) => path !== "package.json").flatMap((path) => {
      const to = folderOf(path);
      if (to === from || isAllowed(from, to)) return [];
      return [`${file.path} imports ${path}: ${reason(from, to)}`];
    });
  }));
});

function isAllowed(from: string, to: string): boolean {
  const own = layerOf(from);
  const other = layerOf(to);
  if (own === undefined || other === undefined) return true;
  const sameRow = own === other && rowFolder(from) === rowFolder(to);
  return (other < own || sameRow) && forbidden(from, to) === undefined;
}

/** The folder of the table that `folder` belongs to. */
function rowFolder(folder: string): string | undefined {
  return LAYERS.flat().find((one) => isWithin(folder, one));
}

function forbidden(from: string, to: string): string | undefined {
  return NEVER.find((rule) =>
    rule.from.some((one) => isWithin(from, one)) && rule.to.some((one) => isWithin(to, one))
  )?.why;
}

function reason(from: string, to: string): string {
  return forbidden(from, to) ?? `${to || "main.ts"} is not below ${from}`;
}

test("every file of lib is reached from main.ts or a list", () => {
  const byPath = new Map(product.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const roots = product.filter(({ path }) => path === "main.ts" || basename(path) === "mod.ts");
  const queue = roots.map((file) => file.path);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    queue.push(...(byPath.get(path)?.imports ?? []).flatMap((one) => one.path ?? []));
  }
  const unreached = lib.filter(({ path }) => !reached.has(path));
  expectNone(unreached.filter((file) => !isTwin(file.path)).map(missingLine));
});

/** True for an in-memory twin that tests use, and for the parts that it is made of. */
function isTwin(path: string): boolean {
  if (!basename(path).startsWith("memory_")) return false;
  return testImports.has(path) ||
    lib.some((file) =>
      testImports.has(file.path) && basename(file.path).startsWith("memory_") &&
      file.imports.some((one) => one.path === path)
    );
}

function missingLine(file: SourceFile): string {
  const list = join(dirname(file.path), "mod.ts");
  return existsSync(join(ROOT, list))
    ? `nothing imports ${file.path}: does ${list} lack a line for "./${basename(file.path)}"?`
    : `nothing that main.ts reaches imports ${file.path}`;
}

test("no file is longer than 400 lines", () => {
  const long = everything.filter((file) => file.lines.length > FILE_LINES_MAX);
  const unused = Object.keys(LONG_FILES).filter((path) => !long.some((file) => file.path === path));
  expectNone([
    ...long.filter((file) => !(file.path in LONG_FILES)).map((file) =>
      `${file.path} has ${file.lines.length} lines`
    ),
    ...unused.map((path) => `${path} needs no exception any more`),
  ]);
});

test("no function is longer than 70 lines", () => {
  const long = everything.flatMap((file) =>
    functionsOf(file).filter((one) => one.length > FUNCTION_LINES_MAX).map((one) => ({
      ...one,
      key: `${file.path}:${one.name}`,
    }))
  );
  const unused = Object.keys(LONG_FUNCTIONS).filter((key) => !long.some((one) => one.key === key));
  expectNone([
    ...long.filter((one) => !(one.key in LONG_FUNCTIONS)).map((one) =>
      `${one.key} (line ${one.line}) has ${one.length} lines`
    ),
    ...unused.map((key) => `${key} needs no exception any more`),
  ]);
});

test("the length of a function is measured from its signature to its closing brace", () => {
  const text = "class A {\n  async run(\n    x: number,\n  ): Promise<void> {\n    x;\n  }\n}\n" +
    "function one(): void {}\nexport function two(): number {\n  if (1) {\n  }\n  return 2;\n}\n" +
    "const shape = {\n  check(value) {\n    return value;\n  },\n  other(value) {\n  },\n};\n";
  const file = { path: "x.ts", text, lines: text.split("\n"), imports: [] };
  expect(functionsOf(file)).toEqual([
    { name: "run", line: 2, length: 5 },
    { name: "two", line: 9, length: 5 },
    { name: "check", line: 15, length: 3 },
    { name: "other", line: 18, length: 2 },
  ]);
});

test("no line of the product or the bench is wider than 100 columns", () => {
  // The formatter wraps code; what it leaves are comments and texts. Tests hold others' output.
  expectNone(
    [...product, ...sourceFiles("bench", "scripts")].flatMap((file) =>
      file.lines.flatMap((line, index) =>
        line.length > COLUMNS_MAX ? [`${file.path}:${index + 1} has ${line.length} columns`] : []
      )
    ),
  );
});

test("names say something: no util, helper, common, misc, manager, impl, info", () => {
  expectNone(everything.flatMap((file) => {
    if (file.path.startsWith("lib/kafka/messages/")) return []; // the protocol's own names
    const names = [{ name: basename(file.path, ".ts"), line: 1 }, ...declaredNames(file)];
    return names.filter(({ name }) => !FOREIGN_NAMES.has(name) && hasEmptyWord(name))
      .map(({ name, line }) => `${file.path}:${line} ${name}`);
  }));
});

function hasEmptyWord(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase().split(/[^a-z0-9]+/);
  return words.some((word) => EMPTY_WORDS.has(word));
}

test("file names are snake_case", () => {
  const snakeCase = /^[a-z0-9]+(_[a-z0-9]+)*(\.d)?$/;
  expectNone(
    everything.map((file) => file.path).filter((path) => !snakeCase.test(basename(path, ".ts"))),
  );
});

test("only pinned packages are imported, by name", () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, "package.json"), "utf8"),
  );
  const pinned = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
  const allowed = new Set([...pinned, "bun"]);
  expectNone(everything.flatMap((file) =>
    file.imports.filter(({ path, specifier }) => {
      if (path !== undefined || /^(node|bun):/.test(specifier)) return false;
      const parts = specifier.split("/");
      return !allowed.has(specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]!);
    }).map(({ specifier }) => `${file.path} imports ${specifier}`)
  ));
  const exact = [...Object.values(dependencies), ...Object.values(devDependencies)];
  expectNone(exact.map(String).filter((version) => !/^\d+\.\d+\.\d+$/.test(version)));
});

test("the clock, the disk, sockets and randomness are touched in lib/io only", () => {
  const ofProcess = [
    "env|argv|exit|pid|cwd|on|kill|std\\w+",
    "hrtime|uptime|cpuUsage|memoryUsage|nextTick",
  ].join("|");
  const machine = new RegExp(
    "\\b(Date\\.now|performance\\.now|Math\\.random|setTimeout|setInterval|Bun\\.(?!hash)\\w+|" +
      `crypto\\.\\w+|fetch\\(|process\\.(?:${ofProcess}))`,
  );
  expectNone(lib.flatMap((file) => {
    if (excusedBy(file.path, NEAR_THE_MACHINE) !== undefined) return [];
    const modules = file.imports.filter((one) =>
      one.isValue && /^(node:|bun\b)/.test(one.specifier)
    );
    const code = file.text.replace(/\/\*[\s\S]*?\*\//g, (text) => text.replace(/[^\n]/g, ""));
    const uses = code.split("\n").flatMap((line, index) => {
      const use = machine.exec(line.replace(/\/\/.*$/, "").replace(/"[^"]*"|`[^`]*`/g, ""));
      return use === null ? [] : [`${file.path}:${index + 1} uses ${use[1]}`];
    });
    return [...modules.map((one) => `${file.path} imports ${one.specifier}`), ...uses];
  }));
});

test("no arrow function stands at the top level of lib", () => {
  expectNone(
    lib.flatMap((file) =>
      file.lines.flatMap((line, index) =>
        /^(export )?(const|let) [\w$]+(: [^=]+)? = (async )?(\([^)]*\)|[\w$]+)(: [^=]+)? =>/.test(
            line,
          )
          ? [`${file.path}:${index + 1}`]
          : []
      )
    ),
  );
});

test("every file opens by saying what it is", () => {
  expectNone(lib.filter((file) => !file.text.startsWith("/**")).map((file) => file.path));
});

test("every file of lib that does something has a test", () => {
  expectNone(
    lib.filter((file) => {
      if (basename(file.path) === "mod.ts" || !hasBehaviour(file)) return false;
      if (excusedBy(file.path, TESTED_ELSEWHERE) !== undefined) return false;
      return !isTested(file.path) && !isPartOfTested(file.path);
    }).map((file) => `${file.path} has no test: write ${testOf(file.path)}`),
  );
});

/** False for files of types and constants only. */
function hasBehaviour(file: SourceFile): boolean {
  return functionsOf(file).length > 0;
}

function testOf(path: string): string {
  return path.replace(/^lib\//, "tests/").replace(/\.ts$/, "_test.ts");
}

/** True where a test stands at the file's mirrored path, or names the file in an import. */
function isTested(path: string): boolean {
  return existsSync(join(ROOT, testOf(path))) || testImports.has(path);
}

/** True where a tested file of the same row of layers is made with this one, directly or not. */
function isPartOfTested(path: string, seen = new Set<string>()): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  const users = lib.filter((file) =>
    rowFolder(folderOf(file.path)) === rowFolder(folderOf(path)) &&
    file.imports.some((one) => one.isValue && one.path === path)
  );
  return users.some((file) => isTested(file.path) || isPartOfTested(file.path, seen));
}

test("every test of lib lies at the path of what it tests", () => {
  const folders = new Set(lib.map((file) => folderOf(file.path)));
  const own = new Set(["conformance", "docs", "tidy", "golden", "fuzz", "simulator", "bench"]);
  const found = readdirSync(join(ROOT, "tests"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("_test.ts") && name.includes("/"));
  expectNone(found.filter((name) => {
    return !own.has(name.split("/")[0]!) && !folders.has(dirname(name));
  }));
});
