/**
 * kazoo, the Python client of ZooKeeper, on the coordinator's port: everyday use, and then its
 * recipes and sessions on a coordinator with short times and the rarer kinds of znodes.
 *
 * @module
 */
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";

const NAME = "kazoo 2.11.0";
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
const RECIPE_CHECKS = [
  "Lock: waiting, time-out, cancel, contenders in order",
  "ReadLock and WriteLock: readers together, writers alone",
  "Semaphore: as many holders as leases",
  "Election: one leads, the next follows",
  "Queue: by priority, shared by two consumers",
  "LockingQueue: locked until consumed, released with its holder",
  "Barrier and DoubleBarrier",
  "Party and ShallowParty: who is there",
  "SetPartitioner: shared out, and again when one leaves",
  "Counter: 4 clients count at the same time",
  "TreeCache follows a subtree",
  "ChildrenWatch and DataWatch: every state at the end, stopped by False",
  "Lease: one holder, renewed by itself, free when its time is over",
  "a lock whose holder's session expires goes to the next",
];
const SESSION_CHECKS = [
  "an expired session: the client is told, its watches and znodes are gone",
  "a session moves to another connection with its password, and only with it",
  "negotiated time-outs",
  "a client that may read only works on a server that writes",
  "a chroot that is made by its client, with watches, locks and transactions inside",
  "digest: credentials outlive a reconnect, creator's list, each permission by itself",
  "the super user and lists of addresses",
  "transactions: results and errors of every part",
  "containers go when they are empty, nodes with a time to live when it is over",
  "kill -9 of the server: sessions go on, nothing acknowledged is lost",
];

/** Sessions from 1 s on, containers looked at often, and "super:test" is the super user. */
export const SHORT_TIMES = {
  "zookeeper.tickTime": "500",
  "zookeeper.extendedTypesEnabled": "true",
  "zookeeper.znode.container.checkIntervalMs": "200",
  "zookeeper.DigestAuthenticationProvider.superDigest": "super:D/InIHSb7yEEbrWz8b9l71RjZJU=",
};

async function run(context: Context): Promise<void> {
  const address = context.broker.zookeeper;
  if (address === undefined) {
    context.report.skip("kazoo", "this server has no ZooKeeper port");
    return;
  }
  const interpreter = await python("kazoo-2.11.0");
  const command = [interpreter, join(import.meta.dirname, "client.py"), address];
  await runClient(context, { name: NAME, command, checks: CHECKS });
  if (!(context.broker instanceof Kedge)) {
    context.report.skip("kazoo's recipes", "they want short times, which this server has not");
    return;
  }
  await runMore(context, interpreter);
}

async function runMore(context: Context, interpreter: string): Promise<void> {
  const kedge = await new Kedge({ overrides: SHORT_TIMES }).start();
  try {
    await runClient({ ...context, broker: kedge }, {
      name: NAME,
      command: [interpreter, join(import.meta.dirname, "more.py"), kedge.zookeeper ?? ""],
      checks: [...RECIPE_CHECKS, ...SESSION_CHECKS],
      answers: { kill: () => kedge.killAndStart() },
    });
  } finally {
    await kedge.stop();
  }
}

export const kazoo: Suite = { name: "kazoo", server: "shared", run };
