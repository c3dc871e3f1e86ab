/**
 * kafka-cluster.sh: the cluster's id, its endpoints, and taking out a broker that is gone.
 *
 * @module
 */

import { describeCluster, unregisterBroker } from "../client/admin/mod.ts";
import { UnsupportedApiError } from "../client/errors.ts";
import {
  bootstrapControllerArgument,
  bootstrapServerArgument,
  commandConfigArgument,
  withArgparseCluster,
} from "./argparse/connection.ts";
import { defineSubcommands, type Subcommand } from "./argparse/subcommands.ts";
import type { Command } from "./command.ts";
import { tableLines } from "./groups/table.ts";
import { javaText } from "./java_exception.ts";
import { TerseError } from "./terse_error.ts";

/** Kafka before 4.2 called the properties file so. */
const OPTIONS = { configNames: ["config"] };
const WIDTH_MIN = 10;

const clusterId: Subcommand = {
  name: "cluster-id",
  description: "Show the cluster's id.",
  arguments: [],
  async run(parsed, context) {
    const { clusterId: id } = await withArgparseCluster(parsed, context, describeCluster, OPTIONS);
    context.terminal.stdout(
      id === null
        ? "No cluster ID found. The Kafka version is probably too old.\n"
        : `Cluster ID: ${id}\n`,
    );
    return 0;
  },
};

const unregister: Subcommand = {
  name: "unregister",
  description: "Take a broker that is gone out of the cluster.",
  arguments: [{
    name: "id",
    metavar: "ID",
    type: "integer",
    required: true,
    description: "The broker's id.",
  }],
  async run(parsed, context) {
    const { terminal } = context;
    const id = parsed.number("id")!;
    try {
      await withArgparseCluster(
        parsed,
        context,
        (cluster) => unregisterBroker(cluster, id),
        OPTIONS,
      );
      terminal.stdout(`Broker ${id} is no longer registered.\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof UnsupportedApiError)) throw new TerseError(javaText(error));
      terminal.stdout("The target cluster does not support the broker unregistration API.\n");
      return 0;
    }
  },
};

const listEndpoints: Subcommand = {
  name: "list-endpoints",
  description: "List the endpoints of brokers, or of controllers.",
  arguments: [{ name: "include-fenced-brokers", description: "Also brokers that are fenced." }],
  async run(parsed, context) {
    const { terminal } = context;
    const fenced = parsed.has("include-fenced-brokers") ? "include" : "leave out";
    const controllers = parsed.has("bootstrap-controller");
    if (controllers && fenced === "include") {
      throw new TerseError(
        "The option --include-fenced-brokers is only supported with --bootstrap-server option",
      );
    }
    const { brokers } = await withArgparseCluster(
      parsed,
      context,
      (cluster) => describeCluster(cluster, { fenced }),
      OPTIONS,
    );
    if (brokers.length === 0) return 0;
    type Row = typeof brokers[number];
    const width = (cell: (row: Row) => string, title: string) =>
      Math.max(title.length, ...brokers.map((row) => cell(row).length));
    const column = (title: string, cell: (row: Row) => string) => ({
      title,
      width: Math.max(WIDTH_MIN, title === "HOST" ? 0 : width(cell, title)),
      cell,
    });
    const columns = [
      column("ID", ({ id }) => String(id)),
      { title: "HOST", width: width(({ host }) => host, "HOST"), cell: ({ host }: Row) => host },
      column("PORT", ({ port }) => String(port)),
      column("RACK", ({ rack }) => String(rack)),
      ...(controllers ? [] : [column("STATE", ({ isFenced }) => isFenced ? "fenced" : "unfenced")]),
      { title: "ENDPOINT_TYPE", width: 15, cell: () => controllers ? "controller" : "broker" },
    ];
    for (const line of tableLines(columns, brokers)) terminal.stdout(`${line}\n`);
    return 0;
  },
};

export const kafkaCluster: Command = defineSubcommands({
  name: "cluster",
  script: "kafka-cluster.sh",
  summary: "Show the cluster's id and endpoints, take out a broker that is gone",
  command: "kafka-cluster",
  description: "The Kafka cluster tool.",
  arguments: [
    { ...commandConfigArgument, name: "config", description: "As before 4.2: --command-config." },
    commandConfigArgument,
    { ...bootstrapServerArgument, exclusive: true },
    { ...bootstrapControllerArgument, exclusive: true },
  ],
  short: {
    "-b": "bootstrap-server",
    "-C": "bootstrap-controller",
    "-c": "command-config",
    "-i": "id",
  },
  subcommands: [clusterId, unregister, listEndpoints],
});
