import { describe, expect, test } from "bun:test";
import type { File } from "../../lib/io/file.ts";
import { MemoryBudget } from "../../lib/io/memory_budget.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MappedWindows, WindowCache } from "../../lib/storage/mapped_windows.ts";

const PAGE_BYTES = 4096;

/** A file of as many pages, each filled with its number, and how often it was mapped. */
function numberedFile(pages: number): { file: File; maps: number[] } {
  const file = new MemoryFileSystem().open("/a.log", "create");
  for (let page = 0; page < pages; page++) {
    file.writeSync(new Uint8Array(PAGE_BYTES).fill(page), page * PAGE_BYTES);
  }
  const maps: number[] = [];
  const map = file.map.bind(file);
  file.map = (position, length) => {
    maps.push(position);
    return map(position, length);
  };
  return { file, maps };
}

/** Windows of two pages each over a file of `pages` pages. */
function windowsOver(pages: number, bytesMax = 1 << 20) {
  const { file, maps } = numberedFile(pages);
  const cache = new WindowCache(bytesMax);
  const windows = new MappedWindows(cache);
  for (let end = 2; end <= pages; end += 2) windows.extend(end * PAGE_BYTES);
  return { file, maps, cache, windows, open: () => file };
}

describe("the windows of a file", () => {
  test("cover it without gaps", () => {
    const { windows } = windowsOver(6);
    expect(windows.end).toBe(6 * PAGE_BYTES);
    expect(windows.at(0)?.start).toBe(0);
    expect(windows.at(2 * PAGE_BYTES - 1)?.start).toBe(0);
    expect(windows.at(2 * PAGE_BYTES)?.start).toBe(2 * PAGE_BYTES);
    expect(windows.at(6 * PAGE_BYTES)).toBeNull();
    windows.extend(PAGE_BYTES);
    expect(windows.end).toBe(6 * PAGE_BYTES);
  });

  test("are mapped once, when they are written to", () => {
    const { windows, file, maps } = windowsOver(4);
    windows.mapped(10, file).bytes[10] = 99;
    windows.mapped(20, file);
    expect(maps).toEqual([0]);
    expect(file.readSync(10, 1)[0]).toBe(99);
  });

  test("are not read through the map where nothing was written: the page may be cold", () => {
    const { windows, maps, open } = windowsOver(4);
    expect(windows.bytes(0, 10, open)).toBeNull();
    expect(windows.bytes(100 * PAGE_BYTES, 10, open)).toBeNull();
    expect(maps).toEqual([]);
  });

  test("are mapped for reading once they were written to through the file", () => {
    const { windows, file, maps, open } = windowsOver(6);
    windows.noteWritten(PAGE_BYTES, 3 * PAGE_BYTES, file);
    expect(maps).toEqual([]);
    expect(windows.bytes(PAGE_BYTES, 3, open)).toEqual(Uint8Array.of(1, 1, 1));
    expect(windows.bytes(3 * PAGE_BYTES, 2, open)).toEqual(Uint8Array.of(3, 3));
    expect(windows.bytes(4 * PAGE_BYTES, 2, open)).toBeNull();
    expect(maps).toEqual([0, 2 * PAGE_BYTES]);
  });

  test("give a view of one window and a copy across two, three, or not at all", () => {
    const { windows, file, open } = windowsOver(8);
    windows.noteWritten(0, 6 * PAGE_BYTES, file);
    const view = windows.bytes(PAGE_BYTES, 100, open)!;
    file.writeSync(Uint8Array.of(77), PAGE_BYTES);
    expect(view[0]).toBe(77);
    const across = windows.bytes(2 * PAGE_BYTES - 2, 4, open)!;
    expect([...across]).toEqual([1, 1, 2, 2]);
    const long = windows.bytes(2 * PAGE_BYTES - 1, 2 * PAGE_BYTES + 2, open)!;
    expect([long.length, long[0], long[1], long.at(-1)]).toEqual([2 * PAGE_BYTES + 2, 1, 2, 4]);
    expect(windows.bytes(6 * PAGE_BYTES - 1, 2, open)).toBeNull();
  });

  test("forget their maps when dropped; slices stay readable", () => {
    const { windows, file, cache, open } = windowsOver(4);
    windows.noteWritten(0, 4 * PAGE_BYTES, file);
    const slice = windows.bytes(PAGE_BYTES, 3, open)!;
    windows.drop();
    expect([windows.end, cache.warmBytes]).toEqual([0, 0]);
    expect(windows.bytes(PAGE_BYTES, 3, open)).toBeNull();
    expect([...slice]).toEqual([1, 1, 1]);
    expect(() => windows.mapped(0, file)).toThrow("Cannot map /a.log at 0: no window");
  });
});

describe("the bound on warm windows", () => {
  test("lets those go that were used least recently, over all files", () => {
    const cache = new WindowCache(6 * PAGE_BYTES);
    const one = numberedFile(4).file;
    const two = numberedFile(4).file;
    const [first, second] = [new MappedWindows(cache), new MappedWindows(cache)];
    for (const windows of [first, second]) {
      windows.extend(2 * PAGE_BYTES);
      windows.extend(4 * PAGE_BYTES);
    }
    first.mapped(0, one);
    first.mapped(2 * PAGE_BYTES, one);
    second.mapped(0, two);
    expect(cache.warmBytes).toBe(6 * PAGE_BYTES);
    // Read: now the second window of the first file is the oldest.
    expect(first.bytes(0, 1, () => one)).not.toBeNull();
    second.mapped(2 * PAGE_BYTES, two);
    expect(cache.warmBytes).toBe(6 * PAGE_BYTES);
    expect(first.bytes(2 * PAGE_BYTES, 1, () => one)).toBeNull();
    expect(first.bytes(0, 1, () => one)).not.toBeNull();
    expect(second.bytes(0, 1, () => two)).not.toBeNull();
  });

  test("never lets the window in use go, however large it is", () => {
    const { windows, file, cache } = windowsOver(2, PAGE_BYTES);
    expect(windows.mapped(0, file).bytes.length).toBe(2 * PAGE_BYTES);
    expect(cache.warmBytes).toBe(2 * PAGE_BYTES);
  });

  test("counts a window once, however often it is used and dropped", () => {
    const { windows, file, cache } = windowsOver(2);
    const window = windows.mapped(0, file);
    cache.use(window);
    cache.drop(window);
    cache.drop(window);
    expect(cache.warmBytes).toBe(0);
    windows.mapped(0, file);
    expect(cache.warmBytes).toBe(2 * PAGE_BYTES);
  });
});

describe("windows within a memory budget", () => {
  const WINDOW_BYTES = 2 * PAGE_BYTES;

  test("are counted while they are warm, and forgotten by last use where memory runs short", () => {
    const account = new MemoryBudget().open({ name: "windows" });
    const { file } = numberedFile(8);
    const cache = new WindowCache(4 * WINDOW_BYTES, account);
    const windows = new MappedWindows(cache);
    for (let end = 2; end <= 8; end += 2) windows.extend(end * PAGE_BYTES);
    for (const page of [0, 2, 4, 6, 0]) windows.mapped(page * PAGE_BYTES, file);
    expect(account.bytes).toBe(4 * WINDOW_BYTES);
    account.giveWay?.(WINDOW_BYTES + 1);
    const isWarm = () => [0, 2, 4, 6].map((page) => windows.at(page * PAGE_BYTES)!.warm);
    expect(isWarm()).toEqual([true, false, false, true]);
    // Some stay, however short memory is: else each append would map one.
    account.giveWay?.(100 * WINDOW_BYTES);
    expect([isWarm(), account.bytes]).toEqual([[true, false, false, false], WINDOW_BYTES]);
    windows.mapped(2 * PAGE_BYTES, file).bytes[0] = 42;
    expect(file.readSync(2 * PAGE_BYTES, 1)[0]).toBe(42);
    windows.drop();
    expect(account.bytes).toBe(0);
  });

  test("give a range over two of them even where there is room for one", () => {
    const { file } = numberedFile(4);
    const windows = new MappedWindows(new WindowCache(2 * WINDOW_BYTES));
    const narrow = new MappedWindows(new WindowCache(WINDOW_BYTES));
    for (const one of [windows, narrow]) {
      for (let end = 2; end <= 4; end += 2) one.extend(end * PAGE_BYTES);
      one.mapped(0, file);
      one.mapped(WINDOW_BYTES, file);
    }
    const range = windows.bytes(WINDOW_BYTES - 1, 2, () => file);
    expect([...range!]).toEqual([1, 2]);
    expect(range!.buffer.byteLength).toBe(2);
    expect(narrow.bytes(WINDOW_BYTES - 1, 2, () => file)).toBeNull();
  });
});
