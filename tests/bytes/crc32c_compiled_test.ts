/**
 * A compiled executable carries the native library inside and unpacks it to a temporary folder.
 * Where that folder cannot be written the library does not load: JavaScript must stand in.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const source = resolve(import.meta.dir, "../../lib/bytes/crc32c.ts");
const folder = mkdtempSync(join(tmpdir(), "kedge-crc32c-"));
const program = join(folder, "program");

beforeAll(async () => {
  const entry = join(folder, "entry.ts");
  await Bun.write(
    entry,
    `import { crc32c, crc32cImplementation } from ${JSON.stringify(source)};
     console.log(crc32cImplementation, crc32c(new Uint8Array(5000).fill(7)));`,
  );
  const built = Bun.spawnSync(
    [process.execPath, "build", "--compile", entry, "--outfile", program],
    { cwd: folder },
  );
  expect(built.exitCode).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(temporaryFolder: string): string {
  const result = Bun.spawnSync([program], {
    cwd: join(folder, "empty"),
    env: { ...process.env, TMPDIR: temporaryFolder, BUN_TMPDIR: temporaryFolder },
  });
  expect(result.stderr.toString()).toBe("");
  expect(result.exitCode).toBe(0);
  return result.stdout.toString().trim();
}

describe("crc32c in a compiled executable, alone in an empty folder", () => {
  test("serves with and without a folder to unpack to, and gives the same", () => {
    mkdirSync(join(folder, "empty"));
    const [, usual] = run(folder).split(" ");
    const [implementation, fallback] = run(join(folder, "missing")).split(" ");
    expect(implementation).toBe("javascript");
    expect(fallback).toBe(usual!);
  }, 60_000);
});
