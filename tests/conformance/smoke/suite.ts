/**
 * The compiled binary by itself: copied alone into an empty folder, with nothing of the project or
 * of a run time beside it, it serves and its own commands work.
 *
 * @module
 */
import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import { type CommandCheck, runCommandCheck } from "../command_check.ts";
import { run as runProgram } from "../process.ts";
import type { Context, Suite } from "../suite.ts";

/** Nothing of this machine's environment reaches the binary. */
const BARE = ["env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"];

async function run(context: Context): Promise<void> {
  const report = context.report.within("binary alone");
  const [source, ...rest] = kedgeCommand();
  if (source === undefined || rest.length > 0) {
    report.skip("all of it", "KEDGE_CONFORMANCE_COMMAND is not a binary");
    return;
  }
  const folder = join(context.scratch, "alone");
  mkdirSync(folder);
  const binary = join(folder, "kedge");
  copyFileSync(source, binary);
  const kedge = new Kedge({ command: [...BARE, binary], folder });
  await report.check("starts in an empty folder", async () => {
    await kedge.start();
  });
  const links = join(context.scratch, "links");
  mkdirSync(links);
  for (const check of commandChecks({ binary, links, bootstrap: kedge.bootstrap, kedge })) {
    await runCommandCheck(report, check);
  }
  await report.check(
    "ends with status 0 on SIGTERM, and starts again with what it had",
    async () => {
      await kedge.restart();
      const consumer = [...BARE, binary, "console-consumer", "--bootstrap-server", kedge.bootstrap];
      const read = ["--topic", "smoke", "--from-beginning", "--max-messages", "2"];
      const { stdout } = await runProgram([...consumer, ...read], { timeoutMs: 20_000 });
      if (!stdout.includes("안녕하세요")) throw new Error(`it read ${JSON.stringify(stdout)}`);
    },
  );
  await kedge.kill();
  await report.check("writes only to its data folder", () => {
    const names = readdirSync(folder).filter((name) => !/^(kedge$|data$|kedge-\d+\.)/.test(name));
    if (names.length > 0) throw new Error(`there is ${names.join(", ")} beside it`);
    return Promise.resolve();
  });
  await withoutTemporaryFolder(context, binary);
}

function commandChecks(
  place: { binary: string; links: string; bootstrap: string; kedge: Kedge },
): CommandCheck[] {
  const { binary, links, bootstrap, kedge } = place;
  const command = [...BARE, binary];
  const server = ["--bootstrap-server", bootstrap];
  const linked = join(links, "kafka-topics.sh");
  symlinkSync(binary, linked);
  return [
    { name: "kedge version", command: [...command, "version"], expect: /\d+\.\d+\.\d+/ },
    { name: "kedge --help", command: [...command, "--help"], expect: /start/ },
    {
      name: "kedge topics --create",
      command: [...command, "topics", ...server, "--create", "--topic", "smoke"],
      expect: /Created topic smoke\./,
    },
    {
      name: "kedge topics --describe",
      command: [...command, "topics", ...server, "--describe", "--topic", "smoke"],
      expect: /Topic: smoke\s.*PartitionCount: 1/,
    },
    {
      name: "kedge console-producer",
      command: [...command, "console-producer", ...server, "--topic", "smoke"],
      input: "one\n안녕하세요\n",
    },
    {
      name: "kedge console-consumer",
      command: [
        ...[...command, "console-consumer", ...server, "--topic", "smoke", "--from-beginning"],
        ...["--max-messages", "2", "--group", "smoke-group", "--timeout-ms", "20000"],
      ],
      expect: /^one\n안녕하세요\n[\s\S]*Processed a total of 2 messages/,
    },
    {
      name: "kedge consumer-groups --describe",
      command: [...command, "consumer-groups", ...server, "--describe", "--group", "smoke-group"],
      expect: /smoke-group\s+smoke\s+0\s+2\s+2\s+0/,
    },
    {
      name: "kedge broker-api-versions",
      command: [...command, "broker-api-versions", ...server],
      expect: /Produce\(0\): 0 to 13/,
    },
    {
      name: "kedge zookeeper-shell",
      command: [...command, "zookeeper-shell", kedge.zookeeper ?? "", "ls", "/brokers/topics"],
      expect: /\[.*smoke.*\]/,
    },
    {
      name: "a link called kafka-topics.sh",
      command: [...BARE, linked, ...server, "--list"],
      expect: /^smoke$/m,
    },
    { name: "curl", command: ["curl", "-sSf", `${kedge.rest}/health/ready`], expect: /ok/ },
    {
      name: "an unknown command",
      command: [...command, "nonsense"],
      expect: /nonsense/,
      reject: /^\s+at /m,
      exitCode: "any",
    },
  ];
}

/** A native add-on is unpacked to a temporary folder; the binary runs where there is none. */
async function withoutTemporaryFolder(context: Context, binary: string): Promise<void> {
  const kedge = new Kedge({ command: [...BARE, "TMPDIR=/proc/nowhere", binary] });
  try {
    await context.report.check("binary alone: starts without a temporary folder", async () => {
      await kedge.start();
    });
  } finally {
    await kedge.stop();
  }
}

export const smoke: Suite = { name: "smoke", server: "its own", run };
