/**
 * conf: the settings in force.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const conf: Command = {
  word: "conf",
  run(context) {
    const configuration = context.configuration();
    const { dataDir, dataDirBytes } = configuration;
    return [
      `clientPort=${configuration.clientPort}`,
      "secureClientPort=-1",
      `dataDir=${dataDir}`,
      `dataDirSize=${dataDirBytes}`,
      `dataLogDir=${dataDir}`,
      `dataLogSize=${dataDirBytes}`,
      `tickTime=${configuration.tickTimeMs}`,
      `maxClientCnxns=${configuration.maxClientCnxns}`,
      `minSessionTimeout=${configuration.minSessionTimeoutMs}`,
      `maxSessionTimeout=${configuration.maxSessionTimeoutMs}`,
      "clientPortListenBacklog=-1",
      "serverId=0",
      "",
    ].join("\n");
  },
};
