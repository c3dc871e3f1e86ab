import { describe, expect, test } from "bun:test";
import { MetadataConflictError, retryConflicts } from "../../lib/metadata/metadata_store.ts";

function conflict(): MetadataConflictError {
  return new MetadataConflictError("BAD_VERSION", "BAD_VERSION at /a");
}

describe("retryConflicts()", () => {
  test("runs a change again while it meets others, and gives its result", async () => {
    let tries = 0;
    const result = await retryConflicts("change /a", () => {
      return ++tries < 5 ? Promise.reject(conflict()) : Promise.resolve("done");
    });
    expect([result, tries]).toEqual(["done", 5]);
  });

  test("gives up where that goes on", async () => {
    await expect(retryConflicts("change /a", () => Promise.reject(conflict()))).rejects
      .toThrow("Cannot change /a: 20 tries met other changes");
  });

  test("lets every other error through at once", async () => {
    let tries = 0;
    const change = () => {
      tries += 1;
      return Promise.reject(new RangeError("no"));
    };
    await expect(retryConflicts("change /a", change)).rejects.toThrow(new RangeError("no"));
    expect(tries).toBe(1);
  });
});
