/**
 * The topic of znode changes: kafka-python reads it while kazoo writes znodes, over kills of the
 * server. The coordinator's log is cut all the time meanwhile.
 *
 * @module
 */
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";

const CHECKS = [
  "the topic is there for whoever asks, internal, with one partition",
  "each change comes with its data, in order",
  "the parts of a transaction come together, in order",
  "sessions, and the ephemeral znodes that go with them",
  "nobody else writes to it",
  "over kills of the server each change comes once, in order",
  "the tree that the changes lead to is the tree",
];

async function run(context: Context): Promise<void> {
  const overrides = {
    "zookeeper.snapCount": "300",
    "zookeeper.autopurge.snapRetainCount": "1",
  };
  const kedge = await new Kedge({ overrides }).start();
  try {
    const interpreter = await python("znode-stream-client");
    const script = join(import.meta.dirname, "client.py");
    await runClient(context, {
      name: "kafka-python 3.0.12 and kazoo 2.11.0",
      command: [interpreter, script, kedge.bootstrap, kedge.zookeeper ?? ""],
      checks: CHECKS,
      answers: { kill: () => kedge.killAndStart() },
    });
  } finally {
    if (context.report.failed.length > 0) console.log(kedge.lastWords());
    await kedge.stop();
  }
}

export const znodeStream: Suite = { name: "znode_stream", server: "its own", run };
