import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, type Stats, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentBytes, contentFaults, entriesBelow, type Entry, leaks } from "./contents.ts";

const root = mkdtempSync(join(tmpdir(), "image-contents-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function entry(path: string, stats: { uid?: number; mode?: number; size?: number } = {}): Entry {
  const all = { uid: 0, mode: 0o100755, size: 0, isFile: () => true, ...stats };
  return { path, stats: all as unknown as Stats };
}

test("an image as it should be has no faults", () => {
  expect(contentFaults([
    entry("/kedge"),
    entry("/etc/passwd", { mode: 0o100644 }),
    entry("/lib/x86_64-linux-gnu/libc.so.6"),
    entry("/lib64/ld-linux-x86-64.so.2"),
    entry("/lib/aarch64-linux-gnu/libgcc_s.so.1"),
    entry("/lib/ld-linux-aarch64.so.1"),
    entry("/usr/lib/kedge/.bun-1000-bdc681d0f55514f6.node", { uid: 1000 }),
    entry("/data", { uid: 1000 }),
    entry("/tmp", { mode: 0o041777 }),
  ])).toEqual([]);
});

test.each([
  ["a file of the build", entry("/package.json"), "not expected"],
  ["a shell", entry("/bin/sh"), "not expected"],
  ["another library", entry("/lib/x86_64-linux-gnu/libcrypt.so.1"), "not expected"],
  ["an executable that its user may change", entry("/kedge", { uid: 1000 }), "belongs to 1000"],
  ["a data folder of root's", entry("/data"), "belongs to 0, not to 1000"],
  ["a file with another user's rights", entry("/kedge", { mode: 0o104755 }), "changes the user"],
  ["a file for everyone", entry("/etc/passwd", { mode: 0o100666 }), "written by everyone"],
])("%s is a fault", (_, one, expected) => {
  expect(contentFaults([one])).toEqual([expect.stringContaining(expected)]);
});

test("files are summed, and a secret is found in them and in what the image says of itself", () => {
  mkdirSync(join(root, "etc"));
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0");
  writeFileSync(join(root, "kedge"), new Uint8Array([0, 255, ...Buffer.from("s3cret"), 0]));
  const entries = entriesBelow(root);
  expect(entries.map(({ path }) => path).sort()).toEqual(["/etc", "/etc/passwd", "/kedge"]);
  expect(contentBytes(entries)).toBe(10 + 9);
  const settings = { file: "", certificates: undefined, secrets: ["other", "s3cret"] };
  expect(leaks({ root, entries, text: "{}" }, settings)).toEqual(["/kedge"]);
  expect(leaks({ root, entries, text: "RUN other" }, settings)).toContain("its configuration");
});
