/**
 * Starts that must be refused, each with a message that says what to do: a data folder that another
 * process holds or that is not to be used, a port that is taken, a setting that is wrong.
 *
 * @module
 */
import { createServer } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kedge } from "../broker/kedge.ts";
import { answersApiVersions, splitAddress } from "../broker/probe.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { fileRefusals } from "./files.ts";
import { listenerRefusals } from "./listeners.ts";
import { expectRefused, overrides } from "./refused.ts";

const START_LIMIT_MS = 10_000;

async function run(context: Context): Promise<void> {
  const report = context.report.within("refused start");
  const first = await new Kedge().start();
  try {
    await report.check("a second process on the same data folder", async () => {
      const second = new Kedge({ logDir: first.logDir });
      await expectRefusal(second, [first.logDir, `process ${first.pid} \\(`, "Stop that broker"]);
      if (!await answersApiVersions(first.bootstrap)) throw new Error("the first one suffered");
    });
    const taken = { kafka: first.bootstrap, zookeeper: first.zookeeper, rest: first.rest };
    for (const [port, address] of Object.entries(taken)) {
      await report.check(`a taken ${port} port`, async () => {
        const second = new Kedge();
        if (port === "kafka") second.bootstrap = first.bootstrap;
        else if (port === "zookeeper") second.zookeeper = first.zookeeper;
        else second.rest = first.rest;
        const [, number] = splitAddress(address ?? "");
        await expectRefusal(second, [
          `:${number}: process ${first.pid} \\(`,
          "choose another port",
        ]);
      });
    }
    await report.check("a port taken by another program", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => other.on("listening", resolve));
      const address = other.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      const second = new Kedge();
      second.bootstrap = `127.0.0.1:${address.port}`;
      await expectRefusal(second, [`:${address.port}: process ${process.pid} \\(`, "stop it"]);
      other.close();
    });
  } finally {
    await first.stop();
  }
  const { scratch } = context;
  await wrongSettings(report, scratch);
  await expectRefused(report, listenerRefusals, { scratch });
  await expectRefused(report, fileRefusals(scratch), { scratch });
}

/** A start that must end by itself, unsuccessfully, with every pattern in what it printed. */
async function expectRefusal(kedge: Kedge, patterns: readonly string[]): Promise<void> {
  try {
    kedge.launch();
    const code = await kedge.exited(START_LIMIT_MS);
    const printed = kedge.lastWords();
    if (code === 0) throw new Error(`it ended with status 0: ${printed}`);
    for (const pattern of patterns) {
      if (!new RegExp(pattern).test(printed)) throw new Error(`no ${pattern} in: ${printed}`);
    }
    if (/^\s+at /m.test(printed)) throw new Error(`a stack trace instead of a message: ${printed}`);
  } finally {
    await kedge.stop();
  }
}

async function wrongSettings(report: Report, scratch: string): Promise<void> {
  const file = join(scratch, "server.properties");
  writeFileSync(file, "# comment\nbroker.id=0\nnum.partitions=many\n");
  await expectRefused(report, [
    {
      name: "a bad value names file, line, key, value and what is allowed",
      args: [file],
      told: ["server.properties line 3: num.partitions=many", "allowed: a whole number"],
    },
    {
      name: "a bad override names key and value",
      args: overrides("num.partitions=0"),
      told: ["num.partitions=0", "at least 1"],
    },
    {
      name: "a zookeeper.connect that names other servers",
      args: overrides("zookeeper.connect=zoo.example.com:2181"),
      told: ["zookeeper.connect", "zoo.example.com"],
    },
  ], { scratch });
}

export const refusals: Suite = { name: "refusals", server: "its own", run };
