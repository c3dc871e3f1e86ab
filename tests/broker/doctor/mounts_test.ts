import { expect, test } from "bun:test";
import { mountOf } from "../../../lib/broker/doctor/mounts.ts";
import { DoctorGround } from "./doctor_ground.ts";

test("the innermost mount counts, and of two on one point the last", () => {
  const ground = new DoctorGround();
  expect(mountOf(ground.files, "/data")).toBeNull();
  ground.put(
    "/proc/mounts",
    "rootfs / rootfs rw 0 0\n/dev/a / ext4 rw 0 0\n/dev/b /my\\040data xfs ro 0 0\n" +
      "/dev/c /my\\040data/logs btrfs rw 0 0\n",
  );
  const { files } = ground;
  expect(mountOf(files, "/my data/logs/kedge")).toEqual({
    device: "/dev/c",
    point: "/my data/logs",
    type: "btrfs",
    isReadOnly: false,
  });
  expect(mountOf(files, "/my data/other")).toMatchObject({ device: "/dev/b", isReadOnly: true });
  expect(mountOf(files, "/my data-2")).toMatchObject({ device: "/dev/a" });
});
