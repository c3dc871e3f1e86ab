/**
 * ZooKeeper's client in C, which the bindings of many languages stand on, by Python's ctypes: the
 * library of the distribution, no compiler.
 *
 * @module
 */
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { SHORT_TIMES } from "../kazoo/suite.ts";
import { run as runProgram } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { installPackages, needProgram } from "../tools/apt.ts";

const LIBRARY = "libzookeeper_mt.so";
/** Its name is the same in every release of Debian and Ubuntu, other than the library's alone. */
const PACKAGE = "libzookeeper-mt-dev";
const CHECKS = [
  "create, read, change and delete, in every mode",
  "watches on data, existence and children",
  "multi: all or nothing",
  "access lists, digest, and credentials that are refused",
  "a chroot",
  "a session moves with its password, and expires for who comes late",
  "a restart of the server: session and watches stay",
  "kill -9 of the server: session and watches stay",
];

async function run(context: Context): Promise<void> {
  await needProgram("python3");
  if (!(await isLibraryThere())) await installPackages([PACKAGE]);
  const kedge = await new Kedge({ overrides: SHORT_TIMES }).start();
  try {
    await runClient({ ...context, broker: kedge }, {
      name: "C client",
      command: ["python3", "-B", join(import.meta.dirname, "client.py"), kedge.zookeeper ?? ""],
      checks: CHECKS,
      answers: { kill: () => kedge.killAndStart() },
    });
  } finally {
    await kedge.stop();
  }
}

async function isLibraryThere(): Promise<boolean> {
  const load = `import ctypes; ctypes.CDLL("${LIBRARY}")`;
  return (await runProgram(["python3", "-c", load])).exitCode === 0;
}

export const cClient: Suite = { name: "c_client", server: "its own", run };
