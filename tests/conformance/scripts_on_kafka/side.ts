/**
 * One side of the comparison: a Kafka 4.3 of its own, and what runs scripts on it. The two brokers
 * are made alike and see the same calls in the same order.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { kedgeCommand } from "../broker/kedge.ts";
import { freePort } from "../free_port.ts";
import { RealKafka } from "../kafka_folder/real_kafka.ts";
import { type Finished, mustRun, run } from "../process.ts";
import type { KafkaTools } from "./kafka_tools.ts";
import type { Places } from "./script_call.ts";

const SETTINGS = [
  "node.id=1",
  "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
  "super.users=User:ANONYMOUS",
  "offsets.topic.num.partitions=4",
  "transaction.state.log.num.partitions=4",
  "share.coordinator.state.topic.num.partitions=4",
];

/** Runs a script: its name, its arguments, what it reads. */
export type RunScript = (
  words: readonly [string, ...string[]],
  options: { input: string | undefined; limitMs: number },
) => Promise<Finished>;

/** A broker and who works on it. */
export interface Side {
  readonly kafka: RealKafka;
  readonly places: Places;
  readonly run: RunScript;
}

/** A broker that is to be started. */
export async function makeBroker(folder: string): Promise<{ kafka: RealKafka; address: string }> {
  const ports = [await freePort(), await freePort()] as const;
  const kafka = await RealKafka.make({ release: "kafka4", folder, ports, settings: SETTINGS });
  return { kafka, address: `127.0.0.1:${ports[0]}` };
}

/** Kafka's own scripts. */
export function kafkaScripts(tools: KafkaTools): RunScript {
  return ([script, ...args], options) => tools.run({ script, args, ...options });
}

/** The links to kedge, written by kedge itself; from source there is nothing to link to. */
export async function kedgeScripts(folder: string): Promise<RunScript> {
  const command = kedgeCommand();
  mkdirSync(folder, { recursive: true });
  if (command.length === 1) await mustRun([...command, "install-links", folder]);
  return ([script, ...args], { input, limitMs }) => {
    const program = command.length === 1 ? [join(folder, `${script}.sh`)] : [...command, script];
    return run([...program, ...args], { input: input ?? "", timeoutMs: limitMs });
  };
}
