/**
 * A data folder that goes from a real Kafka to kedge, back, and to kedge again; and one that only
 * kedge wrote. Every file that kedge wrote is read by Kafka's own tool.
 *
 * @module
 */
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { freePort } from "../free_port.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";
import { dumpLogs } from "./dump_log.ts";
import { type KafkaRelease, RealKafka } from "./real_kafka.ts";

const MOVES = [
  "every record is read back",
  "groups go on where they stopped",
  "more is written",
  "Kafka reads all of it again",
  "Kafka's groups go on where they stopped on kedge",
  "Kafka writes on",
  "kedge reads what Kafka wrote on",
];
const LIMIT_MS = 600_000;

async function run(context: Context): Promise<void> {
  await movesBetween(context, { release: "kafka4", name: "Kafka 4.3 with KRaft" });
  await movesBetween(context, { release: "kafka3", name: "Kafka 3.5 with ZooKeeper" });
  await isReadable(context);
}

async function movesBetween(
  context: Context,
  { release, name }: { release: KafkaRelease; name: string },
): Promise<void> {
  const folder = join(context.scratch, release);
  const ports = [await freePort(), await freePort()] as const;
  const kafka = await RealKafka.make({ release, folder, ports });
  const bootstrap = `127.0.0.1:${ports[0]}`;
  const kedge = new Kedge({ logDir: kafka.logDir });
  kedge.bootstrap = bootstrap;
  try {
    await kafka.start();
    await runClient({ ...context, broker: kedge }, {
      name,
      command: await clientCommand(bootstrap, release),
      checks: release === "kafka4" ? [...MOVES, "topics have their settings"] : MOVES,
      answers: {
        kedge: async () => {
          await kafka.stop();
          await kedge.start();
        },
        dump: async () => {
          await kedge.terminate();
          await dumpLogs(kafka, kafka.logDir, context.report.within(name));
        },
        kafka: () => kafka.start(),
      },
      timeoutMs: LIMIT_MS,
    });
    if (context.report.failed.length > 0) console.log(kedge.lastWords());
  } finally {
    await kafka.stop();
    await kedge.stop();
  }
}

/** A folder that kedge alone has written. */
async function isReadable(context: Context): Promise<void> {
  const folder = join(context.scratch, "own");
  const kafka = await RealKafka.make({
    release: "kafka4",
    folder,
    ports: [await freePort(), await freePort()],
  });
  const kedge = await new Kedge().start();
  try {
    await runClient({ ...context, broker: kedge }, {
      name: "kedge alone",
      command: await clientCommand(kedge.bootstrap, "kedge"),
      checks: ["the broker's own folder is filled"],
      answers: { dump: () => kedge.terminate() },
      timeoutMs: LIMIT_MS,
    });
    await dumpLogs(kafka, kedge.logDir, context.report.within("kedge alone"));
  } finally {
    await kedge.stop();
  }
}

async function clientCommand(bootstrap: string, server: string): Promise<string[]> {
  const interpreter = await python("confluent-kafka-2.16.1");
  return [interpreter, join(import.meta.dirname, "client.py"), bootstrap, server];
}

export const kafkaFolder: Suite = { name: "kafka_folder", server: "its own", run };
