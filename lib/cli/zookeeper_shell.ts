/**
 * zookeeper-shell.sh of Kafka: looks at and changes znodes, one command from the arguments or many
 * from standard input.
 *
 * @module
 */

import { type Command, systemEnvironment } from "./command.ts";
import { parseCall } from "./zookeeper/call.ts";
import { runSession } from "./zookeeper/run_session.ts";

const USAGE = "USAGE: zookeeper-shell zookeeper_host:port[/path] " +
  "[-zk-tls-config-file file] [args...]";

export const zookeeperShell: Command = {
  name: "zookeeper-shell",
  script: "zookeeper-shell.sh",
  summary: "Look at and change znodes",
  async run(args, terminal, environment) {
    const [first] = args;
    if (first === undefined || ["--help", "-help", "-h"].includes(first)) {
      terminal.stdout(`${USAGE}\n`);
      await terminal.flush();
      return 1;
    }
    const context = { terminal, environment: environment ?? await systemEnvironment() };
    // The first word is the server; Kafka's script puts `-server` before it.
    const isOption = first.startsWith("-");
    const call = parseCall(isOption ? args : ["-server", ...args], context);
    if ("exitCode" in call) return call.exitCode;
    return await runSession(context, { ...call, kind: "zookeeper-shell" });
  },
};
