import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemInstallation } from "../../lib/io/installation.ts";

let folder: string;
const machine = new SystemInstallation();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kedge-install-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("an installation", () => {
  test("writes and reads texts, folders included", () => {
    const path = join(folder, "etc/kedge/a");
    expect(machine.readText(path)).toBeNull();
    machine.writeText(path, "one");
    machine.writeText(path, "two");
    expect(machine.readText(path)).toBe("two");
    expect(readdirSync(join(folder, "etc/kedge"))).toEqual(["a"]);
    expect(statSync(path).mode & 0o777 & ~0o644).toBe(0);
  });

  test("copies programs, and knows a copy", () => {
    const program = join(folder, "program");
    const copy = join(folder, "bin/program");
    writeFileSync(program, "#!/bin/sh\necho 값\n");
    expect(machine.isSame(program, copy)).toBe(false);
    machine.copyProgram(program, copy);
    expect(machine.isSame(program, copy)).toBe(true);
    expect(machine.run([copy])).toEqual({ exitCode: 0, output: "값\n" });
    writeFileSync(program, "#!/bin/sh\necho 밥\n");
    expect(machine.isSame(program, copy)).toBe(false);
    writeFileSync(program, "#!/bin/sh\n");
    expect(machine.isSame(program, copy)).toBe(false);
  });

  test("can be read by all users, however strict root's own umask is", () => {
    const path = join(folder, "etc/kedge/a");
    const before = process.umask(0o077);
    try {
      machine.writeText(path, "one");
      machine.copyProgram(path, join(folder, "bin/a"));
      expect(process.umask()).toBe(0o077);
    } finally {
      process.umask(before);
    }
    const modes = ["etc", "etc/kedge", "etc/kedge/a", "bin", "bin/a"]
      .map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o755, 0o755, 0o644, 0o755, 0o755]);
  });

  test("writes through no link that lies in its way", () => {
    const other = join(folder, "other");
    const path = join(folder, "a");
    writeFileSync(other, "untouched");
    symlinkSync(other, `${path}.new`);
    machine.writeText(path, "one");
    symlinkSync(other, `${path}.new`);
    machine.copyProgram(path, path);
    expect(readFileSync(other, "utf8")).toBe("untouched");
    expect(readdirSync(folder).sort()).toEqual(["a", "other"]);
  });

  test("leaves no half of what it could not write", () => {
    expect(() => machine.copyProgram(join(folder, "none"), join(folder, "to"))).toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual([]);
    expect(machine.exists(join(folder, "to"))).toBe(false);
  });

  test("runs commands, and says how they end", () => {
    expect(machine.run(["sh", "-c", "echo a; echo b >&2; exit 3"])).toEqual({
      exitCode: 3,
      output: "a\nb\n",
    });
    expect(machine.run([join(folder, "none")])).toMatchObject({
      exitCode: null,
      output: expect.stringContaining("ENOENT"),
    });
    expect(machine.userId).toBe(process.getuid!());
  });
});
