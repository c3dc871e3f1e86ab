import { describe, expect, test } from "bun:test";
import { disks } from "../../../lib/broker/doctor/disks.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { DoctorGround, lineOf } from "./doctor_ground.ts";

const GIB = 1 << 30;

function onDisk(mount: string, options: { capacityBytes?: number; data?: string } = {}) {
  const files = new MemoryFileSystem({ capacityBytes: options.capacityBytes ?? GIB });
  files.makeFolder(options.data ?? "/data");
  const ground = new DoctorGround({ files });
  ground.put("/proc/mounts", `/dev/vda / ext4 rw 0 0\n${mount}\n`);
  return ground;
}

describe("disks", () => {
  test("a disk with room, and what its file system is", async () => {
    const ground = onDisk("/dev/vdb /data xfs rw,noatime 0 0");
    expect((await ground.findings(disks)).map(lineOf)).toEqual([
      "ok /data: xfs (/dev/vdb on /data)",
      "ok /data: 1024 MiB of 1.0 GiB are free; retention is 168 hours",
      "ok /data: fdatasync of 4 KiB takes 0.00 ms, at most 0.00 ms (20 tries): acks=all and znode " +
      "writes wait for one, shared by all that wait",
    ]);
    // The probe's file is gone.
    expect([ground.files.list("/data"), ground.files.openHandles]).toEqual([[], 0]);
  });

  test("file systems that data should not be on", async () => {
    const cases: [string, string, string][] = [
      ["server:/x /data nfs4 rw 0 0", "warn", "a file system of another machine"],
      ["tmpfs /data tmpfs rw 0 0", "warn", "in memory"],
      ["overlay / overlay rw 0 0", "warn", "a container's own layer"],
      ["/dev/vdb /data ext4 ro,relatime 0 0", "FAIL", "mounted read-only"],
    ];
    for (const [mount, verdict, words] of cases) {
      const [kind] = await onDisk(mount).findings(disks);
      expect([kind?.verdict as string, kind?.found.includes(words)]).toEqual([verdict, true]);
      expect(kind?.advice).not.toBe("");
    }
  });

  test("little room: a warning, then a failure below the reserve", async () => {
    const roomOf = async (capacityBytes: number) =>
      (await onDisk("", { capacityBytes }).findings(disks))[1];
    expect((await roomOf(100 << 20))?.verdict).toBe("warn");
    const full = await roomOf(50 << 20);
    expect(lineOf(full!)).toBe(
      "FAIL /data: 50.0 MiB of 50.0 MiB are free, 64.0 MiB are the reserve: writes are refused",
    );
    expect(full?.advice).toContain("log.reserved.disk.bytes");
  });

  test("a disk on which nothing can be written, and one that syncs slowly", async () => {
    const full = onDisk("", { capacityBytes: 100 });
    const [, , written] = await full.findings(disks);
    expect(written?.verdict).toBe("FAIL");
    expect(written?.found).toContain("no file can be written: ");
    expect(full.files.list("/data")).toEqual([]);

    const slow = onDisk("");
    const open = slow.files.open.bind(slow.files);
    slow.files.open = (path, mode) => {
      const file = open(path, mode);
      const datasync = file.datasync.bind(file);
      file.datasync = async () => {
        await new Promise<void>((resolve) => slow.clock.setTimer(20, resolve));
        await datasync();
      };
      return file;
    };
    const [, , synced] = await slow.findings(disks);
    expect(synced?.verdict).toBe("warn");
    expect(synced?.advice).toContain("acks.all.flush.enable=false");
  });

  test("a folder that is not there yet: the one above it is looked at", async () => {
    const ground = onDisk("", { data: "/srv" });
    const nested = new DoctorGround({ files: ground.files, overrides: { "log.dirs": "/srv/a/b" } });
    expect((await nested.findings(disks))[0]?.subject).toBe("/srv");
  });

  test("inodes, where the file system counts them", async () => {
    const ground = onDisk("");
    const { space } = ground.files;
    ground.files.space = (path) => ({ ...space.call(ground.files, path), availableFiles: 9 });
    expect((await ground.findings(disks)).map(lineOf)).toContain("warn /data: 9 inodes are free");
  });
});
