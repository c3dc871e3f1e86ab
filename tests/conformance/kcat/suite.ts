/**
 * kcat, as people use it at a prompt: list, produce, consume, group, query.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandCheck, runCommandCheck } from "../command_check.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";

const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"];

interface Place {
  bootstrap: string;
  topic: string;
  /** A file with two lines. */
  file: string;
}

/** The checks, in an order in which each finds what the ones before left. */
function checks(bootstrap: string, scratch: string): CommandCheck[] {
  const file = join(scratch, "kcat-lines");
  writeFileSync(file, "from a file 1\nfrom a file 2\n");
  const place = { bootstrap, topic: `kcat-${Date.now()}`, file };
  return [
    ...recordChecks(place),
    ...codecChecks(place),
    ...offsetChecks(place),
    ...groupChecks(place),
  ];
}

function recordChecks({ bootstrap, topic }: Place): CommandCheck[] {
  const kcat = ["kcat", "-b", bootstrap];
  const produce = [...kcat, "-P", "-t", topic];
  const read = [...kcat, "-C", "-t", topic, "-o", "beginning", "-e", "-q"];
  return [
    { name: "list brokers and topics", command: [...kcat, "-L"], expect: /broker \S+ at 127/ },
    {
      name: "produce keys and headers",
      command: [...produce, "-K", ":", "-H", "trace=on", "-X", "acks=all"],
      input: "k1:one\nk2:안녕하세요\n",
    },
    {
      name: "consume keys, headers and offsets",
      command: [...read, "-f", "%o %k=%s [%h]\\n"],
      expect: /^0 k1=one \[trace=on\]\n1 k2=안녕하세요 \[trace=on\]\n/,
    },
    { name: "produce null values", command: [...produce, "-Z", "-K", ":"], input: "k3:\n" },
    {
      name: "consume null values",
      command: [...read, "-Z", "-f", "%k=%s\\n"],
      expect: /k3=NULL\n/,
    },
    {
      name: "describe the topic as JSON",
      command: [...kcat, "-L", "-J", "-t", topic],
      expect: new RegExp(`"topic":"${topic}"`),
    },
  ];
}

function codecChecks({ bootstrap, topic }: Place): CommandCheck[] {
  return CODECS.map((codec) => ({
    name: `produce and consume with ${codec}`,
    command: [
      "bash",
      "-c",
      `seq 1 2000 | kcat -b ${bootstrap} -P -t ${topic}-${codec} -z ${codec} && ` +
      `kcat -b ${bootstrap} -C -t ${topic}-${codec} -o beginning -e -q | cmp - <(seq 1 2000)`,
    ],
  }));
}

function offsetChecks({ bootstrap, topic, file }: Place): CommandCheck[] {
  const kcat = ["kcat", "-b", bootstrap];
  return [
    { name: "produce from a file", command: [...kcat, "-P", "-t", topic, "-l", file] },
    {
      name: "consume the last two",
      command: [...kcat, "-C", "-t", topic, "-o", "-2", "-e", "-q"],
      expect: /^from a file 1\nfrom a file 2\n$/,
    },
    {
      name: "query an offset by time",
      command: [...kcat, "-Q", "-t", `${topic}:0:0`],
      expect: /\[0\] offset 0/,
    },
  ];
}

function groupChecks({ bootstrap, topic }: Place): CommandCheck[] {
  const group = ["kcat", "-b", bootstrap, "-G", `${topic}-group`, "-q"];
  return [
    {
      name: "consume in a group",
      command: [...group, "-c", "5", "-X", "auto.offset.reset=earliest", topic],
      expect: /one\n안녕하세요\n/,
    },
    {
      name: "the group goes on where it stopped",
      command: [
        "bash",
        "-c",
        `echo next | kcat -b ${bootstrap} -P -t ${topic} && ${group.join(" ")} -c 1 ${topic}`,
      ],
      expect: /^next\n$/,
    },
  ];
}

async function run(context: Context): Promise<void> {
  await needProgram("kcat");
  const report = context.report.within("kcat");
  for (const check of checks(context.broker.bootstrap, context.scratch)) {
    await runCommandCheck(report, check);
  }
}

export const kcat: Suite = { name: "kcat", server: "shared", run };
