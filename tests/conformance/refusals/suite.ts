/**
 * Starts that must be refused, each with a message that says what to do: a data folder that another
 * process holds, a port that is taken, a setting that is wrong.
 *
 * @module
 */
import { createServer } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import { splitAddress } from "../broker/probe.ts";
import { answersApiVersions } from "../broker/probe.ts";
import { run as runProgram } from "../process.ts";
import type { Context, Suite } from "../suite.ts";

const START_LIMIT_MS = 10_000;

async function run(context: Context): Promise<void> {
  const report = context.report.within("refused start");
  const first = await new Kedge().start();
  try {
    await report.check("a second process on the same data folder", async () => {
      const second = new Kedge({ logDir: first.logDir });
      await expectRefusal(second, [first.logDir, "lock|use|process"]);
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
        await expectRefusal(second, [String(number), "use|taken|listen"]);
      });
    }
    await report.check("a port taken by another program", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => other.on("listening", resolve));
      const address = other.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      const second = new Kedge();
      second.bootstrap = `127.0.0.1:${address.port}`;
      await expectRefusal(second, [String(address.port), "use|taken|listen"]);
      other.close();
    });
  } finally {
    await first.stop();
  }
  await wrongSettings(context);
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

async function wrongSettings(context: Context): Promise<void> {
  const report = context.report.within("refused start");
  const file = join(context.scratch, "server.properties");
  await report.check("a bad value names file, line, key, value and what is allowed", async () => {
    writeFileSync(file, "# comment\nbroker.id=0\nnum.partitions=many\n");
    await expectMessage([file], ["server.properties", "3", "num.partitions", "many"]);
  });
  await report.check("a bad override names key and value", async () => {
    await expectMessage(["--override", "num.partitions=0"], ["num.partitions", "0", "1"]);
  });
  await report.check("a zookeeper.connect that names other servers", async () => {
    const settings = ["--override", "zookeeper.connect=zoo.example.com:2181"];
    await expectMessage(settings, ["zookeeper.connect", "zoo.example.com"]);
  });
  await report.check("a file that is not there", async () => {
    await expectMessage([join(context.scratch, "none.properties")], ["none.properties"]);
  });

  async function expectMessage(words: readonly string[], parts: readonly string[]): Promise<void> {
    const place = ["--override", `log.dirs=${join(context.scratch, "data")}`];
    const ports = ["listeners=PLAINTEXT://127.0.0.1:0", "zookeeper.listeners=", "rest.listeners="]
      .flatMap((setting) => ["--override", setting]);
    const command = [...kedgeCommand(), "start", ...words, ...ports, ...place];
    const finished = await runProgram(command, { timeoutMs: START_LIMIT_MS });
    const printed = finished.stdout + finished.stderr;
    if (finished.exitCode === null) throw new Error("it started");
    if (finished.exitCode === 0) throw new Error(`it ended with status 0: ${printed}`);
    const missing = parts.filter((part) => !printed.includes(part));
    if (missing.length > 0) throw new Error(`no ${missing.join(", ")} in: ${printed}`);
  }
}

export const refusals: Suite = { name: "refusals", server: "its own", run };
