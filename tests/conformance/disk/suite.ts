/**
 * A disk that fills up: a small file system made in a file and mounted, with the logs on it.
 *
 * @module
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";
import { fillDisk, mountSmallDisk } from "./small_disk.ts";

const CHECKS = [
  "produce is refused with KAFKA_STORAGE_ERROR before the disk is full",
  "znode writes are refused, reads go on",
  "fetch goes on",
  "a restart with the disk full works, and produce stays refused",
  "writing resumes by itself when there is space",
];
const OVERRIDES = {
  "log.segment.bytes": String(8 << 20),
  // Kafka's default keeps deleted files for a minute; nobody wants to wait for it here.
  "log.segment.delete.delay.ms": "500",
};

async function run(context: Context): Promise<void> {
  if (process.getuid?.() !== 0) {
    context.report.skip("full disk", "mounting a file system needs root");
    return;
  }
  const mountPoint = join(context.scratch, "disk");
  const unavailable = await mountSmallDisk(join(context.scratch, "disk.image"), mountPoint);
  if (unavailable !== undefined) {
    context.report.skip("full disk", `cannot mount a file system: ${unavailable}`);
    return;
  }
  const kedge = new Kedge({ logDir: join(mountPoint, "data"), overrides: OVERRIDES });
  const ballast = join(mountPoint, "ballast");
  try {
    await kedge.start();
    await runClient({ ...context, broker: kedge }, {
      name: "full disk",
      command: [
        await python("disk-client"),
        join(import.meta.dirname, "client.py"),
        kedge.bootstrap,
        kedge.zookeeper ?? "",
        mountPoint,
      ],
      checks: CHECKS,
      answers: {
        "fill the disk": () => Promise.resolve(fillDisk(ballast)),
        "free the disk": () => Promise.resolve(rmSync(ballast)),
      },
    });
    if (context.report.failed.length > 0) console.log(kedge.lastWords());
  } finally {
    await kedge.stop();
    await mustRun(["umount", mountPoint]);
  }
}

export const disk: Suite = { name: "disk", server: "its own", run };
