import { describe, expect, test } from "bun:test";
import { openStartLog } from "../../lib/broker/start_log.ts";
import { StartError } from "../../lib/broker/start_error.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

const SETTINGS = { loggerFile: "", loggerFileMaxBytes: 10, loggerFileMaxBackups: 1 };

function setUp() {
  const files = new MemoryFileSystem();
  const ground = { files, clock: new MemoryClock(), defaultPath: null, fallback() {} };
  return { files, ground };
}

describe("the log of a start", () => {
  test("is standard error where no file is named", () => {
    expect(openStartLog(SETTINGS, setUp().ground)).toBeNull();
  });

  test("is the file of the settings, and the default where they name none", () => {
    const { files, ground } = setUp();
    const withDefault = { ...ground, defaultPath: "/logs/server.log" };
    openStartLog(SETTINGS, withDefault)!.close();
    expect(files.list("/logs")).toEqual(["server.log"]);
    openStartLog({ ...SETTINGS, loggerFile: "/var/kedge.log" }, withDefault)!.close();
    expect(files.list("/var")).toEqual(["kedge.log"]);
  });

  test("has the bounds of the settings", () => {
    const { files, ground } = setUp();
    const log = openStartLog({ ...SETTINGS, loggerFile: "/var/log" }, ground)!;
    for (let line = 0; line < 5; line++) log.write("123456789\n");
    log.close();
    expect(files.list("/var")).toEqual(["log", "log.1"]);
  });

  test("that cannot be written is a reason not to start", () => {
    const { files, ground } = setUp();
    files.makeFolder = () => {
      throw new Error("EACCES: permission denied, mkdir '/logs'");
    };
    expect(() => openStartLog({ ...SETTINGS, loggerFile: "/logs/a" }, ground)).toThrow(
      new StartError(
        "Cannot write the log file /logs/a: EACCES: permission denied, mkdir '/logs'. Name " +
          "another (logger.file, --log-file), or leave it out for standard error.",
      ),
    );
  });
});
