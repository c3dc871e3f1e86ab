import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockHolder } from "../../lib/io/lock_holder.ts";
import { SystemFileSystem } from "../../lib/io/system_file.ts";

const folder = mkdtempSync(join(tmpdir(), "kedge-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a lock is held by the process that took it, until it is released", () => {
  const path = join(folder, ".lock");
  const lock = new SystemFileSystem().lock(path);
  expect(lockHolder(path)).toStartWith(`process ${process.pid} (`);
  lock.release();
  expect(lockHolder(path)).toBeNull();
});

test("nobody holds a file that is not locked, or not there", () => {
  const path = join(folder, "free");
  writeFileSync(path, "");
  expect(lockHolder(path)).toBeNull();
  expect(lockHolder(join(folder, "none"))).toBeNull();
});
