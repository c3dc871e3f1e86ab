import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownerOf, ownUserName, userName } from "../../lib/io/users.ts";

describe("a user", () => {
  test("has a name, or where the system knows none its number", () => {
    expect(userName(0)).toBe("root");
    expect(userName(4_000_000_001)).toBe("uid 4000000001");
    expect(ownUserName()).toBe(userName(process.geteuid?.() ?? 0));
  });
});

describe("an owner", () => {
  test("is told of the path, or of the folder above that is there", () => {
    const folder = mkdtempSync(join(tmpdir(), "kedge-owner-"));
    try {
      const user = ownUserName();
      expect(ownerOf(folder)).toEqual({ path: folder, user });
      expect(ownerOf(join(folder, "none", "deeper"))).toEqual({ path: folder, user });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
