import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownCommand } from "../../lib/io/own_command.ts";

const folder = mkdtempSync(join(tmpdir(), "kedge-command-"));
const path = process.env["PATH"] ?? "";
const program = join(folder, "kedge-0.1");
writeFileSync(program, "#!/bin/sh\n");
chmodSync(program, 0o755);
symlinkSync(program, join(folder, "kedge"));

afterAll(() => {
  process.env["PATH"] = path;
  rmSync(folder, { recursive: true });
});

describe("the command that runs this executable", () => {
  test("is its name where that is on the path, also by a link", () => {
    process.env["PATH"] = `${folder}:${path}`;
    expect(ownCommand([program])).toBe("kedge");
  });

  test("is its path where another kedge is on the path, or none", () => {
    process.env["PATH"] = `${folder}:${path}`;
    expect(ownCommand(["/opt/kedge"])).toBe("/opt/kedge");
    process.env["PATH"] = "/nowhere";
    expect(ownCommand([program])).toBe(program);
  });

  test("has what it is to run, each word quoted where a shell would take it apart", () => {
    expect(ownCommand(["/usr/bin/bun", "/home/a b/it's/main.ts"]))
      .toBe(`/usr/bin/bun '/home/a b/it'\\''s/main.ts'`);
  });
});
