/**
 * `kedge zookeeper import|export`: done where the broker's folders are known
 * (lib/broker/zookeeper_command.ts).
 *
 * @module
 */
import type { Command } from "./command.ts";

export const zookeeperMove: Command = {
  name: "zookeeper",
  script: "",
  summary: "Move znodes from an Apache ZooKeeper and back",
  options: [
    { name: "data-dir", argument: "DIR", description: "dataDir of the ZooKeeper." },
    { name: "data-log-dir", argument: "DIR", description: "dataLogDir of the ZooKeeper." },
    { name: "into", argument: "FOLDER", description: "import: kedge's data folder." },
    { name: "from", argument: "FOLDER", description: "export: kedge's data folder." },
    { name: "override", argument: "key=value", description: "A setting." },
    { name: "zookeeper-config", argument: "FILE", description: "A zoo.cfg." },
    { name: "force", description: "Set aside what is in the way." },
    { name: "help", description: "Show help." },
  ],
  async run(args) {
    const { zookeeperCommand } = await import("../broker/zookeeper_command.ts");
    return await zookeeperCommand(args);
  },
};
