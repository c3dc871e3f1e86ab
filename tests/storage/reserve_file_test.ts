import { beforeEach, describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { ReserveFile } from "../../lib/storage/reserve_file.ts";

const PATH = "/data/.kedge_reserve";
const MIB = 1 << 20;

describe("the reserve file", () => {
  let files: MemoryFileSystem;
  let reserve: ReserveFile;

  beforeEach(() => {
    files = new MemoryFileSystem({ capacityBytes: 100 * MIB });
    files.makeFolder("/data");
    reserve = new ReserveFile(files, "/data");
  });

  test("is made where there is room, once", () => {
    reserve.adjust();
    reserve.adjust();
    expect(files.size(PATH)).toBe(8 * MIB);
    expect(files.openHandles).toBe(0);
  });

  test("is not made where room is short", () => {
    files.capacityBytes = 20 * MIB;
    reserve.adjust();
    expect(files.exists(PATH)).toBe(false);
  });

  test("is given up when the disk is full, and made again when there is room", () => {
    reserve.adjust();
    files.capacityBytes = 10 * MIB;
    reserve.adjust();
    expect(files.exists(PATH)).toBe(false);
    expect(files.space("/").availableBytes).toBe(10 * MIB);
    files.capacityBytes = 100 * MIB;
    reserve.adjust();
    expect(files.exists(PATH)).toBe(true);
  });

  test("a disk that fills up while it is made is no error", () => {
    const space = files.space.bind(files);
    files.space = (path) => ({ ...space(path), availableBytes: 64 * MIB });
    files.capacityBytes = MIB;
    reserve.adjust();
    expect(files.exists(PATH)).toBe(false);
    expect(files.openHandles).toBe(0);
  });

  test("a disk that takes no new name is no error", () => {
    files.open = () => {
      throw new DiskFullError("no inode left");
    };
    reserve.adjust();
    expect(files.exists(PATH)).toBe(false);
  });
});
