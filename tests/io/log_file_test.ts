import { describe, expect, test } from "bun:test";
import { DiskFullError } from "../../lib/io/file.ts";
import { LogFile } from "../../lib/io/log_file.ts";
import { LineLogger, LogOutput } from "../../lib/io/logger.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { type Disk, DISKS } from "./disks.ts";

function setUp(
  { files, folder }: Pick<Disk, "files" | "folder">,
  { bytesMax = 30, backupsMax = 2 }: { bytesMax?: number; backupsMax?: number } = {},
) {
  const clock = new MemoryClock();
  const fallen: string[] = [];
  const path = `${folder}/logs/server.log`;
  const fallback = (line: string) => void fallen.push(line);
  const log = new LogFile({ path, bytesMax, backupsMax, files, clock, fallback });
  /** The files' content, the newest first. */
  function contents(): string[] {
    return files.list(`${folder}/logs`)
      .map((name) => new TextDecoder().decode(files.readFile(`${folder}/logs/${name}`)));
  }
  return { log, clock, fallen, path, files, contents };
}

describe.each(DISKS)("a log file on disk $name", ({ make }) => {
  test("is made with its folder, added to, and put aside by its size", () => {
    const disk = make();
    try {
      const { log, contents, fallen } = setUp(disk);
      expect(contents()).toEqual([""]);
      for (const word of ["one", "two", "three", "four"]) log.write(`${word.padEnd(13, ".")}\n`);
      expect(contents()).toEqual([
        "three........\nfour.........\n",
        "one..........\ntwo..........\n",
      ]);
      for (const word of ["five", "six", "seven"]) log.write(`${word.padEnd(13, ".")}\n`);
      expect(contents()).toEqual([
        "seven........\n",
        "five.........\nsix..........\n",
        "three........\nfour.........\n",
      ]);
      expect(fallen).toEqual([]);
      log.close();
      // A new process goes on where the file ends.
      const next = setUp(disk);
      next.log.write("eight\n");
      expect(next.contents()[0]).toBe("seven........\neight\n");
      next.log.close();
    } finally {
      disk.remove();
    }
  });

  test("takes a line longer than its size, keeps nothing aside or has no bound, as it is told", () => {
    const disk = make();
    try {
      const bounded = setUp(disk, { bytesMax: 10, backupsMax: 0 });
      bounded.log.write(`${"a".repeat(20)}\n`);
      bounded.log.write("b\n");
      expect(bounded.contents()).toEqual(["b\n"]);
      bounded.log.close();
      const unbounded = setUp(disk, { bytesMax: -1 });
      for (let line = 0; line < 50; line++) unbounded.log.write("0123456789\n");
      expect(unbounded.contents()).toEqual([`b\n${"0123456789\n".repeat(50)}`]);
      unbounded.log.close();
    } finally {
      disk.remove();
    }
  });

  test("that was moved away or removed is made anew, at once when told and soon when not", () => {
    const disk = make();
    try {
      const { log, clock, files, path, contents } = setUp(disk, { bytesMax: -1 });
      log.write("one\n");
      files.rename(path, `${path}.old`);
      log.write("two\n");
      log.reopen();
      expect(contents()).toEqual(["", "one\ntwo\n"]);
      log.write("three\n");
      expect(contents()).toEqual(["three\n", "one\ntwo\n"]);
      files.remove(path);
      clock.advance(1000);
      log.write("four\n");
      expect(contents()).toEqual(["four\n", "one\ntwo\n"]);
      log.close();
    } finally {
      disk.remove();
    }
  });

  test("whose folder vanished is made anew with it", async () => {
    const disk = make();
    try {
      const { log, clock, files, contents, fallen } = setUp(disk);
      log.write("one\n");
      await files.removeFolder(`${disk.folder}/logs`);
      clock.advance(1000);
      log.write("two\n");
      expect(contents()).toEqual(["two\n"]);
      expect(fallen).toEqual([]);
      log.close();
    } finally {
      disk.remove();
    }
  });

  test("that a tool has cut goes on at its new end", () => {
    const disk = make();
    try {
      const { log, files, path, contents } = setUp(disk, { bytesMax: -1 });
      log.write("one\n");
      const other = files.open(path, "existing");
      other.truncate(0);
      other.close();
      log.write("two\n");
      expect(contents()).toEqual(["two\n"]);
      log.close();
    } finally {
      disk.remove();
    }
  });
});

describe("a log file that cannot be written", () => {
  test("says so once, lets lines fall back, keeps no half line, and is tried again", () => {
    const files = new MemoryFileSystem();
    files.makeFolder("/disk");
    const { log, clock, fallen, contents } = setUp({ files, folder: "/disk" }, { bytesMax: -1 });
    log.write("one\n");
    const open = files.open.bind(files);
    let isFull = true;
    files.open = (path, mode) => {
      const file = open(path, mode);
      const write = file.writeSync.bind(file);
      file.writeSync = (bytes, position) => {
        if (isFull) write(bytes.subarray(0, 1), position);
        if (isFull && bytes.length > 0) throw new DiskFullError("no space left");
        write(bytes, position);
      };
      return file;
    };
    log.reopen();
    log.write("two\n");
    log.write("three\n");
    expect(fallen).toEqual([
      "kedge: cannot write the log file /disk/logs/server.log: no space left. " +
      "Lines go here until it can be written again.\n",
      "two\n",
      "three\n",
    ]);
    clock.advance(5000);
    log.write("four\n");
    isFull = false;
    log.write("five\n");
    expect(fallen.slice(3)).toEqual(["four\n", "five\n"]);
    expect(contents()).toEqual(["one\n"]);
    clock.advance(5000);
    log.write("six\n");
    expect(contents()).toEqual(["one\nsix\n"]);
    isFull = true;
    log.write("seven\n");
    expect(fallen.slice(5)).toEqual([expect.stringContaining("cannot write"), "seven\n"]);
  });

  test("at the start, is the caller's to tell", () => {
    const files = new MemoryFileSystem();
    files.makeFolder = () => {
      throw new Error("EROFS");
    };
    expect(() => setUp({ files, folder: "/disk" })).toThrow("EROFS");
  });
});

test("a log output writes to it from then on", () => {
  const files = new MemoryFileSystem();
  files.makeFolder("/disk");
  const { log, clock, contents } = setUp({ files, folder: "/disk" }, { bytesMax: -1 });
  const before: string[] = [];
  const output = new LogOutput(clock, { sink: (line) => void before.push(line) });
  const logger = new LineLogger(output, "kedge");
  logger.info("one");
  log.redirect(output);
  logger.info("two");
  expect(before).toEqual([expect.stringContaining("kedge: one\n")]);
  expect(contents()).toEqual([expect.stringContaining("kedge: two\n")]);
});
