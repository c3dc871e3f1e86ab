import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { SpaceGuard } from "../../lib/storage/space_guard.ts";

describe("the guard of a disk's space", () => {
  let files: MemoryFileSystem;
  let clock: MemoryClock;
  let guard: SpaceGuard;
  let changes: { full: boolean; availableBytes: number }[];

  beforeEach(() => {
    files = new MemoryFileSystem({ capacityBytes: 1000 });
    clock = new MemoryClock();
    guard = new SpaceGuard({ files, clock, folder: "/" }, { reservedBytes: 300 });
    changes = [];
    guard.onChange = (change) => changes.push(change);
  });

  test("lets writes pass down to the reserve", () => {
    files.replaceFile("/a", new Uint8Array(700));
    guard.requireSpace();
    expect([guard.full, changes]).toEqual([false, []]);
  });

  test("refuses below it, says what to do, and tells once", () => {
    files.replaceFile("/a", new Uint8Array(701));
    for (let i = 0; i < 3; i++) {
      expect(() => guard.requireSpace()).toThrow(DiskFullError);
      clock.advance(1000);
    }
    expect(() => guard.requireSpace()).toThrow(
      "Cannot write to /: 299 bytes are free and 300 are kept in reserve; free some space, or " +
        "lower log.reserved.disk.bytes",
    );
    expect(changes).toEqual([{ full: true, availableBytes: 299 }]);
  });

  test("lets writes pass again by itself when there is space", () => {
    files.replaceFile("/a", new Uint8Array(900));
    expect(() => guard.requireSpace()).toThrow(DiskFullError);
    files.remove("/a");
    clock.advance(200);
    guard.requireSpace();
    expect(changes).toEqual([
      { full: true, availableBytes: 100 },
      { full: false, availableBytes: 1000 },
    ]);
  });

  test("looks at the disk a few times a second at most, and sets no timer", () => {
    let looks = 0;
    const space = files.space.bind(files);
    files.space = (path) => {
      looks += 1;
      return space(path);
    };
    for (let i = 0; i < 1000; i++) {
      guard.requireSpace();
      clock.advance(1);
    }
    expect(looks).toBe(5);
    expect(clock.pending).toBe(0);
  });
});
