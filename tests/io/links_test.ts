import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemLinks } from "../../lib/io/links.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kedge-links-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

test("links are made, read and replaced; files are not", () => {
  const links = new SystemLinks();
  const below = join(folder, "a/b");
  links.makeFolder(below);
  links.makeFolder(below);
  const path = join(below, "kafka-topics.sh");
  expect(links.kindOf(path)).toEqual({ kind: "none" });
  links.link(path, "/opt/old");
  links.link(path, "/opt/kedge");
  expect(links.kindOf(path)).toEqual({ kind: "link", target: "/opt/kedge" });
  const file = join(below, "file");
  writeFileSync(file, "x");
  expect(links.kindOf(file)).toEqual({ kind: "other" });
  expect(() => links.link(file, "/opt/kedge")).toThrow("EEXIST");
  expect(readFileSync(file, "utf8")).toBe("x");
});
