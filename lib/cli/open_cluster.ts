/**
 * Opens the cluster that a command works on.
 *
 * @module
 */

import { Cluster, parseBootstrapServers } from "../client/cluster.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { ClientProperties, given } from "./client_properties.ts";
import type { CommandContext } from "./command.ts";
import { readPropertiesOption } from "./key_values.ts";

/** How a command's client is called where its properties do not say. */
const ADMIN_CLIENT_ID = "adminclient-1";
const REQUEST_TIMEOUT_MS = 30_000;

/** Reads the bootstrap list, with a fault in it told as usage. */
export function bootstrapServersOf(parsed: ParsedArguments, text: string) {
  try {
    const servers = parseBootstrapServers(text);
    if (servers.length > 0) return servers;
    throw new RangeError("No bootstrap server was named");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(error.message, parsed.spec);
  }
}

/** What a client on the command line is given. */
export interface OpenOptions {
  readonly bootstrapServers: ReturnType<typeof bootstrapServersOf>;
  readonly properties: ReadonlyMap<string, string>;
  readonly clientId: string;
}

/** Makes a cluster by a client's properties. */
export function openCluster(
  { terminal, environment }: CommandContext,
  options: OpenOptions,
): Cluster {
  const properties = new ClientProperties(options.properties);
  const requestTimeoutMs = properties.integer("request.timeout.ms") ?? REQUEST_TIMEOUT_MS;
  return new Cluster({
    bootstrapServers: options.bootstrapServers,
    clock: environment.clock,
    random: environment.random,
    connect: environment.connect({
      clientId: properties.text("client.id") ?? options.clientId,
      requestTimeoutMs,
    }),
    onUnreachable: (address, reason) =>
      terminal.stderr(`WARN Broker ${address} is not reachable: ${reason}\n`),
    ...given({
      apiTimeoutMs: properties.integer("default.api.timeout.ms"),
      retryBackoffMs: properties.integer("retry.backoff.ms"),
      retryBackoffMaxMs: properties.integer("retry.backoff.max.ms"),
    }),
  });
}

/** A call of a command that works on a cluster. */
export interface AdminCall {
  readonly parsed: ParsedArguments;
  readonly context: CommandContext;
  /** How long the cluster may take for one task, in ms. */
  readonly apiTimeoutMs?: number | undefined;
}

/**
 * Runs `work` on the cluster named by `--bootstrap-server` and `--command-config`, and closes it
 * afterwards.
 */
export async function withAdminCluster<T>(
  { parsed, context, apiTimeoutMs }: AdminCall,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const { environment } = context;
  const properties = readPropertiesOption(parsed, { option: "command-config", environment });
  if (apiTimeoutMs !== undefined) properties.set("default.api.timeout.ms", String(apiTimeoutMs));
  const cluster = openCluster(context, {
    bootstrapServers: bootstrapServersOf(parsed, parsed.get("bootstrap-server") ?? ""),
    properties,
    clientId: ADMIN_CLIENT_ID,
  });
  try {
    return await work(cluster);
  } finally {
    cluster.close();
  }
}
