/**
 * kafka-configs.sh: show and change configs of topics, brokers, users, clients, addresses, groups
 * and client metrics.
 *
 * @module
 */

import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { alterEntity, completedText } from "./configs/alter.ts";
import { describeEntities } from "./configs/describe.ts";
import { checkConfigsOptions, configsSpec } from "./configs/options.ts";
import { readWantedConfigs } from "./configs/wanted_configs.ts";
import { entityText, printZookeeperForm, ZOOKEEPER_WARNING } from "./configs/zookeeper_form.ts";
import { javaText } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { TerseError } from "./terse_error.ts";

export const kafkaConfigs: Command = defineCommand({
  name: "configs",
  script: "kafka-configs.sh",
  summary: "Show and change configs of topics, brokers, clients and users",
  spec: configsSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal, environment } = context;
  try {
    const call = checkConfigsOptions(parsed);
    const wanted = readWantedConfigs(parsed, environment);
    const oldForm = parsed.has("zookeeper");
    if (oldForm) terminal.stdout(ZOOKEEPER_WARNING);
    await withAdminCluster({ parsed, context }, async (cluster) => {
      if (call.action === "alter") {
        await alterEntity(cluster, { ...call, wanted }, context);
        const done = oldForm
          ? `Completed updating config for entity: ${entityText(call)}.`
          : completedText(call);
        return terminal.stdout(`${done}\n`);
      }
      if (oldForm) return await printZookeeperForm(cluster, call, terminal);
      const detail = parsed.has("all") ? "all" : "dynamic";
      await describeEntities(cluster, call, { terminal, detail });
    });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof TerseError) terminal.stderr(`${error.message}\n`);
    else {
      terminal.stderr(
        `Error while executing config command with args '${parsed.args.join(" ")}'\n` +
          `java.util.concurrent.ExecutionException: ${javaText(error)}\n`,
      );
    }
    return 1;
  }
}
