/**
 * kazoo, the Python client of ZooKeeper, on the coordinator's port.
 *
 * @module
 */
import { join } from "node:path";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";

const CHECKS = [
  "create, read, change and delete a znode",
  "sequential znodes",
  "ephemeral znodes go with their session",
  "an expired session's ephemeral znodes go",
  "watches on data, existence and children",
  "multi: all or nothing",
  "access lists, world and digest",
  "the lock recipe, two holders in turn",
  "the election and counter recipes",
  "a chroot",
  "1,000 operations in flight keep their order",
  "four-letter words",
  "a session and its znodes outlive a restart of the broker",
];

async function run(context: Context): Promise<void> {
  const address = context.broker.zookeeper;
  if (address === undefined) {
    context.report.skip("kazoo", "this server has no ZooKeeper port");
    return;
  }
  const interpreter = await python("kazoo-2.11.0");
  const command = [interpreter, join(import.meta.dirname, "client.py"), address];
  await runClient(context, { name: "kazoo 2.11.0", command, checks: CHECKS });
}

export const kazoo: Suite = { name: "kazoo", server: "shared", run };
