/**
 * What the documents name is there: relative links, the headings they point to, and paths of the
 * project in backquotes. And the other way round: the file map of docs/ARCHITECTURE.md has every
 * folder of lib.
 *
 * @module
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
/** What a path in backquotes begins with to be one of the project's. */
const OWN_FOLDERS = ["lib/", "tests/", "docs/", "examples/", "scripts/", "bench/", ".ci/"];

const pages = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...markdownBelow("docs"),
  ...markdownBelow("examples"),
];

function markdownBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`).sort();
}

describe("what a page names exists", () => {
  for (const page of pages) {
    test(page, () => {
      const text = readFileSync(join(ROOT, page), "utf8");
      expect([...deadLinks(page, text), ...deadPaths(text)]).toEqual([]);
    });
  }
});

test("the file map has every folder of lib", () => {
  const map = readFileSync(join(ROOT, "docs/ARCHITECTURE.md"), "utf8");
  const folders = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts")).map((name) => `lib/${dirname(name)}/`);
  expect([...new Set(folders)].filter((folder) => !map.includes(`\`${folder}\``))).toEqual([]);
});

/** Relative links whose file, or whose heading in that file, is not there. */
function deadLinks(page: string, text: string): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path, heading] = target.split("#") as [string, string?];
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      if (heading === undefined) return false;
      return !headingsOf(readFileSync(join(ROOT, file), "utf8")).includes(heading);
    });
}

/** Paths of the project in backquotes that are not there. */
function deadPaths(text: string): string[] {
  return [...withoutCode(text).matchAll(/`([^`\s]+)`/g)].map((match) => match[1]!)
    .filter((path) => OWN_FOLDERS.some((folder) => path.startsWith(folder)))
    .filter((path) => !existsSync(join(ROOT, path)));
}

/** The anchors of a page's headings, as they are commonly made. */
function headingsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

/** Without fenced blocks: what stands in code is not meant as a link. */
function withoutCode(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, "");
}

test("dead links, headings and paths are found", () => {
  const text = "# A b: c\n[x](#a-b-c) [y](#nope) [z](nowhere.md) [w](https://x.org/)\n" +
    "`lib/nowhere.ts` `lib/io/` `main.ts`\n```\n[q](never.md)\n```\n";
  expect(deadLinks("README.md", text).filter((one) => one !== "#a-b-c")).toEqual([
    "#nope",
    "nowhere.md",
  ]);
  expect(deadPaths(text)).toEqual(["lib/nowhere.ts"]);
  expect(headingsOf(text)).toEqual(["a-b-c"]);
});
