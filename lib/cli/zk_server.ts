/**
 * `kedge zkServer`, also called as zkServer.sh.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { systemServerHost } from "./zookeeper_server/server_host.ts";
import { runZkServer } from "./zookeeper_server/zk_server.ts";

export const zkServer: Command = {
  name: "zkServer",
  script: "zkServer.sh",
  summary: "Start, stop and ask after the ZooKeeper server of a zoo.cfg",
  async run(args, terminal) {
    try {
      return await runZkServer(args, { host: systemServerHost(), terminal });
    } finally {
      await terminal.flush().catch(() => {/* nobody reads any more */});
    }
  },
};
