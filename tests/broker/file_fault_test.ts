import { describe, expect, test } from "bun:test";
import { configFileFault, dataFolderFault } from "../../lib/broker/file_fault.ts";
import { DiskFullError } from "../../lib/io/file.ts";
import { ownUserName } from "../../lib/io/users.ts";

function systemError(code: string, path = "/data/.lock"): Error {
  return Object.assign(new Error(`${code}: system's words, open '${path}'`), { code, path });
}

describe("a config file", () => {
  test.each([
    ["ENOENT", "Cannot read /none/x.properties: there is no file /none/x.properties. Check the"],
    ["EISDIR", "Cannot read /none/x.properties: it is a folder. Name the file in it."],
    ["EACCES", `user ${ownUserName()} may not, it belongs to root. Let that user read it`],
    ["EIO", "Cannot read /none/x.properties: EIO: system's words"],
  ])("%s", (code, told) => {
    expect(configFileFault("/none/x.properties", systemError(code))).toContain(told);
  });
});

describe("a data folder", () => {
  test.each([
    ["EACCES", `user ${ownUserName()} may not use /data/.lock, since / belongs to root.`],
    ["EACCES", `Make it for that user (install -d -o ${ownUserName()} /data), start as root, or`],
    ["EEXIST", "it is a file, or lies below one, and no folder. Move that file away, or"],
    ["ENOTDIR", "it is a file, or lies below one, and no folder. Move that file away, or"],
    ["EROFS", "its file system is mounted read-only. Mount it for writing (mount -o remount,rw),"],
    ["EMFILE", "Allow more open files (ulimit -n 65536, LimitNOFILE= of systemd), or"],
    ["ENOMEM", "allow more maps (sysctl vm.max_map_count=262144), or"],
    ["EIO", "EIO: system's words, open '/data/.lock'. Check the disk, or"],
  ])("%s", (code, told) => {
    const fault = dataFolderFault(systemError(code), ["/other", "/data"]);
    expect(fault).toStartWith("Cannot use data folder /data: ");
    expect(fault).toContain(told);
    expect(fault).toEndWith("or start with another log.dirs.");
  });

  test.each([["/data/.lock", "/data"], ["/data2/.lock", "/data2"], ["/data/in/x", "/data/in"]])(
    "is told from others with names that begin alike: %s",
    (path, folder) => {
      expect(dataFolderFault(systemError("EROFS", path), ["/data", "/data2", "/data/in"]))
        .toStartWith(`Cannot use data folder ${folder}: `);
    },
  );

  test("that is there is given away", () => {
    expect(dataFolderFault(systemError("EPERM", "/tmp/.lock"), ["/tmp"]))
      .toContain(`(chown -R ${ownUserName()} /tmp)`);
  });

  test("of which the disk is full", () => {
    const error = new DiskFullError("Cannot write /data/x: no space left on its file system");
    expect(dataFolderFault(error, ["/data"])).toBe(
      "Cannot use data folder /data: Cannot write /data/x: no space left on its file system. " +
        "Free some space on that disk, 64 MB for a start, or start with another log.dirs.",
    );
  });

  test("is not at fault for what is elsewhere, or no error of the system", () => {
    expect(dataFolderFault(systemError("EACCES", "/etc/x"), ["/data"])).toBeNull();
    expect(dataFolderFault(new Error("/data is odd"), ["/data"])).toBeNull();
    expect(dataFolderFault("text", ["/data"])).toBeNull();
  });
});
