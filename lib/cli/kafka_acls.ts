/**
 * kafka-acls.sh: lists, adds and removes ACLs. kedge has none yet: the script is for clusters that
 * do.
 *
 * @module
 */

import {
  type AclBinding,
  ANY_ACL_ENTRY,
  ANY_ACL_PATTERN,
  createAcls,
  deleteAcls,
  describeAcls,
} from "../client/admin/mod.ts";
import type { Cluster } from "../client/cluster.ts";
import { UnsupportedApiError } from "../client/errors.ts";
import { type AclsAction, aclsSpec, checkAclsOptions } from "./acls/options.ts";
import {
  entryText,
  patternsOf,
  patternText,
  principalOf,
  requireAddable,
  type WantedAcls,
  wantedAcls,
} from "./acls/wanted_acls.ts";
import { type ParsedArguments, UsageError } from "./arguments.ts";
import { type Command, type CommandContext, defineCommand, type Terminal } from "./command.ts";
import { javaText } from "./java_exception.ts";
import { withAdminCluster } from "./open_cluster.ts";
import { readLines } from "./read_lines.ts";
import { TerseError } from "./terse_error.ts";

export const kafkaAcls: Command = defineCommand({
  name: "acls",
  script: "kafka-acls.sh",
  summary: "List, add and remove ACLs",
  spec: aclsSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const action = checkAclsOptions(parsed);
  try {
    const wanted = action === "list" ? [] : wantedAcls(parsed);
    if (action === "add") requireAddable(parsed, wanted);
    await withAdminCluster(
      { parsed, context },
      (cluster) => act(cluster, action, { parsed, wanted, terminal: context.terminal }),
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof UnsupportedApiError
      ? "the brokers serve no ACLs (kedge has none yet, everyone may do everything)"
      : error instanceof TerseError
      ? error.message
      : javaText(error);
    context.terminal.stdout(`Error while executing ACL command: ${reason}\n`);
    return 1;
  }
}

interface Call {
  readonly parsed: ParsedArguments;
  readonly wanted: readonly WantedAcls[];
  readonly terminal: Terminal;
}

function act(cluster: Cluster, action: AclsAction, call: Call): Promise<void> {
  switch (action) {
    case "add":
      return add(cluster, call);
    case "remove":
      return remove(cluster, call);
    case "list":
      return list(cluster, call);
  }
}

async function add(cluster: Cluster, { wanted, terminal }: Call): Promise<void> {
  for (const { pattern, entries } of wanted) {
    const present = await describeAcls(cluster, { pattern, entry: ANY_ACL_ENTRY });
    const texts = new Set(present.map(({ entry }) => entryText(entry)));
    for (const entry of entries.filter((each) => texts.has(entryText(each)))) {
      terminal.stdout(
        `Acl (pattern=${patternText(pattern)}, entry=${entryText(entry)}) already exists.\n`,
      );
    }
    const missing = entries.filter((each) => !texts.has(entryText(each)));
    if (missing.length === 0) continue;
    const lines = missing.map((entry) => `\t${entryText(entry)}`).join("\n");
    terminal.stdout(`Adding ACLs for resource \`${patternText(pattern)}\`: \n ${lines}\n\n`);
    await createAcls(cluster, missing.map((entry) => ({ pattern, entry })));
  }
}

async function remove(cluster: Cluster, { parsed, wanted, terminal }: Call): Promise<void> {
  const answers = parsed.has("force") ? null : readLines(terminal.stdin)[Symbol.asyncIterator]();
  for (const { pattern, entries } of wanted) {
    const what = patternText(pattern);
    const lines = entries.map((entry) => `\t${entryText(entry)}`).join("\n");
    const question = entries.length === 0
      ? `Are you sure you want to delete all ACLs for resource filter \`${what}\`? (y/n)`
      : `Are you sure you want to remove ACLs: \n ${lines} \n from resource filter ` +
        `\`${what}\`? (y/n)`;
    if (answers !== null) {
      terminal.stdout(`${question}\n`);
      await terminal.flush();
      const answer = await answers.next();
      if (answer.done === true || answer.value.trim().toLowerCase() !== "y") continue;
    }
    const chosen = entries.length === 0 ? [ANY_ACL_ENTRY] : entries;
    await deleteAcls(cluster, chosen.map((entry) => ({ pattern, entry })));
  }
}

async function list(cluster: Cluster, { parsed, terminal }: Call): Promise<void> {
  const patterns = patternsOf(parsed);
  const principals = parsed.all("principal").map((text) => principalOf(text));
  const found: AclBinding[] = [];
  for (const pattern of patterns.length === 0 ? [ANY_ACL_PATTERN] : patterns) {
    found.push(...await describeAcls(cluster, { pattern, entry: ANY_ACL_ENTRY }));
  }
  if (principals.length === 0) return printAcls(found, terminal);
  for (const principal of principals) {
    terminal.stdout(`ACLs for principal \`${principal}\`\n`);
    printAcls(found.filter(({ entry }) => entry.principal === principal), terminal);
  }
}

function printAcls(bindings: readonly AclBinding[], terminal: Terminal): void {
  const byPattern = new Map<string, Set<string>>();
  for (const { pattern, entry } of bindings) {
    const text = patternText(pattern);
    const lines = byPattern.get(text) ?? new Set();
    byPattern.set(text, lines.add(`\t${entryText(entry)}\n`));
  }
  for (const [text, lines] of byPattern) {
    terminal.stdout(`Current ACLs for resource \`${text}\`:\n${[...lines].join("")}\n`);
  }
}
