/**
 * zkCli.sh: looks at and changes znodes, one command from the arguments or many that are typed.
 *
 * @module
 */

import { type Command, systemEnvironment } from "./command.ts";
import { parseCall } from "./zookeeper/call.ts";
import { runSession } from "./zookeeper/run_session.ts";

export const zkCli: Command = {
  name: "zkCli",
  script: "zkCli.sh",
  summary: "Look at and change znodes, as ZooKeeper's own shell",
  async run(args, terminal, environment) {
    const context = { terminal, environment: environment ?? await systemEnvironment() };
    const call = parseCall(args, context);
    if ("exitCode" in call) return call.exitCode;
    return await runSession(context, { ...call, kind: "zkCli" });
  },
};
