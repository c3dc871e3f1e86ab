/**
 * The cluster that a call of an argparse script names.
 *
 * @module
 */

import { type Cluster, parseBootstrapServers } from "../../client/cluster.ts";
import type { CommandContext } from "../command.ts";
import { withCluster } from "../open_cluster.ts";
import { readPropertiesFile } from "../properties_file.ts";
import { TerseError } from "../terse_error.ts";
import type { ArgparseArguments } from "./parse.ts";
import type { ArgparseArgument } from "./spec.ts";

/** Where the brokers are. */
export const bootstrapServerArgument: ArgparseArgument = {
  name: "bootstrap-server",
  metavar: "HOST:PORT",
  description: "Brokers to begin with, as HOST1:PORT1,HOST2:PORT2.",
};

/** Where the controllers are. */
export const bootstrapControllerArgument: ArgparseArgument = {
  name: "bootstrap-controller",
  metavar: "HOST:PORT",
  description: "Controllers of a KRaft cluster to begin with.",
};

/** The client's settings. */
export const commandConfigArgument: ArgparseArgument = {
  name: "command-config",
  metavar: "FILE",
  description: "A properties file with settings of the client.",
};

/**
 * Runs `work` on that cluster, and closes it afterwards.
 *
 * @param options `configNames`: other names of --command-config
 * @throws {TerseError} where its properties cannot be read
 */
export async function withArgparseCluster<T>(
  parsed: ArgparseArguments,
  context: CommandContext,
  work: (cluster: Cluster) => Promise<T>,
  options: { configNames?: readonly string[] } = {},
): Promise<T> {
  const controllers = parsed.has("bootstrap-controller");
  const text = parsed.all(controllers ? "bootstrap-controller" : "bootstrap-server").join(",");
  const bootstrapServers = parseBootstrapServers(text);
  if (bootstrapServers.length === 0) throw new TerseError("No bootstrap server was named");
  const name = ["command-config", ...options.configNames ?? []].find((one) => parsed.has(one));
  const path = name === undefined ? undefined : parsed.get(name);
  return await withCluster(context, {
    bootstrapServers,
    endpoints: controllers ? "controllers" : "brokers",
    properties: path === undefined ? new Map() : readPropertiesFile(path, context.environment),
  }, work);
}
