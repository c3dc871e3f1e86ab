/**
 * Options that the scripts have in common: where the cluster is, and the client's settings.
 *
 * @module
 */

import type { OptionSpec } from "./command_spec.ts";

/** Where scripts look for the cluster. */
export const bootstrapServerOption: OptionSpec = {
  name: "bootstrap-server",
  argument: "String: server to connect to",
  description: "REQUIRED: brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
};

/** Controllers of a KRaft cluster; kedge has no port of its own for them. */
export const bootstrapControllerOption: OptionSpec = {
  name: "bootstrap-controller",
  argument: "String: controller to connect to",
  description: "Controllers of a KRaft cluster to begin with, instead of --bootstrap-server.",
};

/** The client's settings. */
export const commandConfigOption: OptionSpec = {
  name: "command-config",
  argument: "String: command config property file",
  description: "A properties file with settings of the client.",
};

/** Old calls have it, from when there were two consumers. */
export const newConsumerOption: OptionSpec = {
  name: "new-consumer",
  description: "Accepted for old calls: there is no other consumer any more.",
};

/** Old calls have it where nothing is kept in ZooKeeper any more. */
export const goneZookeeperOption: OptionSpec = {
  name: "zookeeper",
  argument: "String: urls",
  description: "Not there: groups are not kept in ZooKeeper. Name the brokers with " +
    "--bootstrap-server.",
};
