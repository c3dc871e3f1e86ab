/**
 * node-zookeeper-client, ZooKeeper's client in pure JavaScript, on the coordinator's port.
 *
 * @module
 */
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { nodeTools } from "../tools/npm.ts";
import { NPM_PACKAGES } from "../versions.ts";

const CHECKS = [
  "every mode of creation, with data and version",
  "watches on data, existence and children",
  "transactions: all or nothing, with results",
  "access lists and credentials",
  "a chroot",
  "1,000 operations in flight keep their order",
  "a session that ends behind its client's back",
  "reconnect after a restart: session, watches and credentials stay",
  "reconnect after kill -9: session, watches and credentials stay",
];

async function run(context: Context): Promise<void> {
  const tools = await nodeTools();
  const kedge = await new Kedge().start();
  try {
    await runClient({ ...context, broker: kedge }, {
      name: `node-zookeeper-client ${NPM_PACKAGES["node-zookeeper-client"]}`,
      command: [tools.node, tools.script("node_zookeeper/client.mjs"), kedge.zookeeper ?? ""],
      checks: CHECKS,
      answers: { kill: () => kedge.killAndStart() },
    });
  } finally {
    await kedge.stop();
  }
}

export const nodeZookeeper: Suite = { name: "node_zookeeper", server: "its own", run };
