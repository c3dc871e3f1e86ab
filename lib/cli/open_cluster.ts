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
  /** What the addresses are; brokers where left out. */
  readonly endpoints?: "brokers" | "controllers";
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
    ...given({ endpoints: options.endpoints }),
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

/** Options that name the client's properties file, the newest first. */
const CONFIG_OPTIONS = ["command-config", "admin.config", "config-file"];

/**
 * Runs `work` on the cluster named by `--bootstrap-server`, or an option that stands in for it, and
 * closes it afterwards.
 */
export async function withAdminCluster<T>(
  { parsed, context, apiTimeoutMs }: AdminCall,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const { environment } = context;
  const option = CONFIG_OPTIONS.find((name) => parsed.has(name)) ?? CONFIG_OPTIONS[0]!;
  const properties = parsed.has(option)
    ? readPropertiesOption(parsed, { option, environment })
    : new Map<string, string>();
  const isDefault = !parsed.has("timeout");
  if (apiTimeoutMs !== undefined && !(isDefault && properties.has("default.api.timeout.ms"))) {
    properties.set("default.api.timeout.ms", String(apiTimeoutMs));
  }
  const { text, endpoints } = await bootstrapOf(parsed, context);
  return await withCluster(context, {
    bootstrapServers: bootstrapServersOf(parsed, text),
    properties,
    endpoints,
  }, work);
}

/** What {@linkcode withCluster} is given. */
export type ClusterCall = Omit<OpenOptions, "clientId">;

/** Runs `work` on a cluster, and closes it afterwards. */
export async function withCluster<T>(
  context: CommandContext,
  call: ClusterCall,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const cluster = openCluster(context, { ...call, clientId: ADMIN_CLIENT_ID });
  try {
    return await work(cluster);
  } finally {
    cluster.close();
  }
}

async function bootstrapOf(
  parsed: ParsedArguments,
  { environment }: CommandContext,
): Promise<{ text: string; endpoints: "brokers" | "controllers" }> {
  if (parsed.has("bootstrap-controller")) {
    return { text: parsed.get("bootstrap-controller")!, endpoints: "controllers" };
  }
  if (!parsed.has("bootstrap-server") && parsed.has("zookeeper")) {
    const { brokersInZooKeeper } = await import("./zookeeper_brokers.ts");
    return {
      text: await brokersInZooKeeper(parsed.get("zookeeper")!, environment),
      endpoints: "brokers",
    };
  }
  const option = ["bootstrap-server", "broker-list"].find((name) => parsed.has(name));
  return { text: parsed.get(option ?? "bootstrap-server") ?? "", endpoints: "brokers" };
}
