/**
 * kafka-dump-log.sh: prints the files of a partition's log, of kedge's or of Kafka's.
 *
 * @module
 */

import { resolve } from "node:path";
import { MalformedError } from "../bytes/reader.ts";
import type { ProgressLine } from "../io/progress_line.ts";
import type { ParsedArguments } from "./arguments.ts";
import {
  type Command,
  type CommandContext,
  defineCommand,
  OutputClosedError,
  type Terminal,
} from "./command.ts";
import { decoderOf } from "./dump_log/decoders.ts";
import {
  dumpOffsetIndex,
  dumpTimeIndex,
  type Mismatch,
  offsetInName,
  type TimeIndexFaults,
} from "./dump_log/dump_indexes.ts";
import { type DumpOptions, dumpSegment } from "./dump_log/dump_segment.ts";
import { dumpProducerSnapshot, dumpTransactionIndex } from "./dump_log/dump_state_files.ts";
import { dumpLogSpec, type IndexMode, indexModeOf, printsContent } from "./dump_log/options.ts";
import { progressLine } from "./progress.ts";
import { TerseError } from "./terse_error.ts";

export const kafkaDumpLog: Command = defineCommand({
  name: "dump-log",
  script: "kafka-dump-log.sh",
  summary: "Print the files of a partition's log",
  spec: dumpLogSpec,
  run,
});

async function run(parsed: ParsedArguments, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const faults = new Faults();
  try {
    const dump = new Dump(parsed, { context, faults });
    for (const path of parsed.get("files")!.split(",")) {
      dump.print(`Dumping ${path}`);
      dump.file(path);
      await dump.flush();
    }
    faults.print(terminal);
    return 0;
  } catch (error) {
    // `| head` has seen enough.
    if (error instanceof OutputClosedError) return 0;
    const isTold = error instanceof TerseError || error instanceof MalformedError;
    const reason = error instanceof Error ? error.message : String(error);
    terminal.stderr(`${isTold ? reason : `Cannot dump: ${reason}`}\n`);
    return 1;
  }
}

/** Lines are gathered to so many characters before they are written. */
const GATHERED_CHARACTERS = 64 * 1024;
const SNAPSHOT_NAME = /^(\d{20})-(\d{10})\.checkpoint$/;

/** Dumps the files of one call. */
class Dump {
  readonly #context: CommandContext;
  readonly #faults: Faults;
  readonly #mode: IndexMode;
  readonly #options: DumpOptions;
  readonly #progress: ProgressLine;
  #gathered = "";
  #lines = 0;

  constructor(
    parsed: ParsedArguments,
    { context, faults }: { context: CommandContext; faults: Faults },
  ) {
    this.#context = context;
    this.#progress = progressLine(context);
    this.#faults = faults;
    this.#mode = indexModeOf(parsed);
    const isDeep = parsed.has("deep-iteration") || printsContent(parsed);
    this.#options = {
      files: context.environment.files,
      print: (line) => this.print(line),
      depth: isDeep ? "records" : "batches",
      decoder: printsContent(parsed) ? decoderOf(parsed) : null,
      metadata: parsed.has("skip-record-metadata") ? "skipped" : "shown",
      bytesMax: parsed.integer("max-bytes")!,
    };
  }

  print(line: string): void {
    this.#gathered += `${line}\n`;
    this.#lines++;
    if (this.#gathered.length >= GATHERED_CHARACTERS) this.#write();
  }

  async flush(): Promise<void> {
    this.#write();
    this.#progress.end();
    await this.#context.terminal.flush();
  }

  file(path: string): void {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const suffix = name.includes(".") ? name.slice(name.lastIndexOf(".")) : "";
    try {
      this.#fileOf(path, { name, suffix });
    } finally {
      this.#write();
      this.#progress.end();
    }
  }

  #fileOf(path: string, { name, suffix }: { name: string; suffix: string }): void {
    const { files, print } = this.#options;
    const printError = (line: string) => this.#error(line);
    const index = { files, print, mode: this.#mode };
    switch (suffix) {
      case ".log":
        print(`Log starting offset: ${offsetInName(path)}`);
        return this.#faults.addGaps(path, dumpSegment(path, this.#options));
      case ".checkpoint":
        if (!this.#announceSnapshot(name)) break;
        return this.#faults.addGaps(path, dumpSegment(path, this.#options));
      case ".index":
        return this.#faults.addMismatches(path, dumpOffsetIndex(path, index));
      case ".timeindex":
        return this.#faults.addTimeFaults(path, dumpTimeIndex(path, index));
      case ".snapshot":
        return dumpProducerSnapshot(path, { files, print, printError });
      case ".txnindex":
        return dumpTransactionIndex(path, { files, print, printError });
    }
    this.#error(`Ignoring unknown file ${path}`);
  }

  #announceSnapshot(name: string): boolean {
    if (name === "bootstrap.checkpoint") {
      this.print("KRaft bootstrap snapshot");
      return true;
    }
    const match = SNAPSHOT_NAME.exec(name);
    if (match === null) return false;
    this.print(`Snapshot end offset: ${Number(match[1])}, epoch: ${Number(match[2])}`);
    return true;
  }

  #error(line: string): void {
    this.#write();
    this.#progress.end();
    this.#context.terminal.stderr(`${line}\n`);
  }

  #write(): void {
    const { terminal } = this.#context;
    terminal.stdout(this.#gathered);
    // Lines that go to the terminal show themselves how far the work is.
    if (terminal.columns === undefined) this.#progress.show(() => `${this.#lines} lines`);
    this.#gathered = "";
  }
}

/** What is told at the end: where files and their indexes do not agree. */
class Faults {
  readonly #indexes = new Map<string, readonly Mismatch[]>();
  readonly #times = new Map<string, TimeIndexFaults>();
  readonly #logs = new Map<string, readonly Mismatch[]>();

  addMismatches(path: string, mismatches: readonly Mismatch[]): void {
    if (mismatches.length > 0) this.#indexes.set(resolve(path), mismatches);
  }

  addTimeFaults(path: string, faults: TimeIndexFaults): void {
    this.#times.set(resolve(path), faults);
  }

  addGaps(path: string, gaps: readonly Mismatch[]): void {
    if (gaps.length > 0) this.#logs.set(resolve(path), gaps);
  }

  print(terminal: Terminal): void {
    const tell = (line: string) => terminal.stderr(`${line}\n`);
    for (const [path, mismatches] of this.#indexes) {
      tell(`Mismatches in :${path}`);
      for (const [index, log] of mismatches) tell(`  Index offset: ${index}, log offset: ${log}`);
    }
    for (const [path, { mismatches }] of this.#times) {
      if (mismatches.length > 0) tell(`Found timestamp mismatch in :${path}`);
      for (const [index, log] of mismatches) {
        tell(`  Index timestamp: ${index}, log timestamp: ${log}`);
      }
    }
    for (const [path, { unordered }] of this.#times) {
      if (unordered.length > 0) tell(`Found out of order timestamp in :${path}`);
      for (const [index, previous] of unordered) {
        tell(`  Index timestamp: ${index}, Previously indexed timestamp: ${previous}`);
      }
    }
    for (const [path, { missing }] of this.#times) {
      if (missing.length > 0) tell(`The following indexed offsets are not found in :${path}`);
      for (const [index, log] of missing) {
        tell(`Indexed offset: ${index}, found log offset: ${log}`);
      }
    }
    for (const [path, gaps] of this.#logs) {
      tell(`Non-consecutive offsets in ${path}`);
      for (const [first, second] of gaps.toSorted(([one], [other]) => one - other)) {
        tell(`  ${first} is followed by ${second}`);
      }
    }
  }
}
