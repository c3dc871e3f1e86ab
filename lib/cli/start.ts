/**
 * `kedge start`: the server itself, in this process or in the background.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const start: Command = {
  name: "start",
  script: "",
  summary: "Start the broker, the coordinator and the REST admin",
  options: [
    { name: "override", argument: "key=value", description: "A setting." },
    { name: "log-file", argument: "FILE", description: "Where log lines go." },
    { name: "zookeeper-config", argument: "FILE", description: "A zoo.cfg." },
    { name: "daemon", description: "Start in the background." },
    { name: "pid-file", argument: "FILE", description: "Where to note the process's id." },
    { name: "help", description: "Show help." },
  ],
  async run(args, terminal) {
    if (args.some(isDaemonWord)) {
      // As kafka-server-start.sh -daemon does.
      const { kafkaServerStart } = await import("./server_start.ts");
      const rest = args.filter((word) => !isDaemonWord(word));
      return await kafkaServerStart.run(["-daemon", ...rest], terminal);
    }
    const { startCommand } = await import("../broker/start_command.ts");
    return await startCommand(args);
  },
};

/** As kafka_scripts.ts has it, which is not loaded for this. */
function isDaemonWord(word: string): boolean {
  return word === "-daemon" || word === "--daemon";
}
