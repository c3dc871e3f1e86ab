import { expect, test } from "bun:test";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { copyFile } from "../../lib/storage/copy_file.ts";
import { LOSES_ALL } from "./test_store.ts";

test("a copy takes the place of what was there, and is on disk", async () => {
  const files = new MemoryFileSystem();
  files.makeFolder("/one");
  files.syncFolder("/");
  files.replaceFile("/one/a", Buffer.from("new"));
  files.replaceFile("/one/b", Buffer.from("what was there"));
  await copyFile(files, { from: "/one/a", to: "/one/b" });
  const after = files.crash(LOSES_ALL);
  expect(["/one/a", "/one/b"].map((path) => Buffer.from(after.readFile(path)).toString()))
    .toEqual(["new", "new"]);
});

test("a file that is not there is told of, and the copy stays as it was", async () => {
  const files = new MemoryFileSystem();
  files.makeFolder("/one");
  files.replaceFile("/one/b", Buffer.from("what was there"));
  await expect(copyFile(files, { from: "/one/a", to: "/one/b" })).rejects.toThrow("/one/a");
  expect(Buffer.from(files.readFile("/one/b")).toString()).toBe("what was there");
});
