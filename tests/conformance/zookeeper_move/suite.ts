/**
 * An installation that moves from Apache ZooKeeper 3.9 to kedge and back, under a client that keeps
 * its session all the way; and older ZooKeepers that start from what kedge exported.
 *
 * @module
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Kedge, kedgeCommand } from "../broker/kedge.ts";
import { runClient } from "../client_program.ts";
import { freePort } from "../free_port.ts";
import { mustRun } from "../process.ts";
import type { Context, Suite } from "../suite.ts";
import { python } from "../tools/python.ts";
import { RealZookeeper } from "./real_zookeeper.ts";

const CHECKS = [
  "ZooKeeper 3.9 is filled",
  "kedge has every znode, access list and stat of ZooKeeper 3.9",
  "the client goes on with its session on kedge",
  "the tree changes on kedge",
  "ZooKeeper 3.9 has every znode, access list and stat of kedge",
  "the client goes on with its session on ZooKeeper 3.9",
  "ZooKeeper 3.9 finds its digest of the tree right",
  "ZooKeeper 3.6 has every znode, access list and stat of kedge",
  "ZooKeeper 3.5 has every znode, access list and stat of kedge",
];
const LIMIT_MS = 180_000;

/** The servers that take turns on one port. */
class Stage {
  readonly kedge: Kedge;
  readonly #scratch: string;
  readonly #port: number;
  #zookeeper: RealZookeeper | undefined;

  constructor(scratch: string, port: number) {
    this.#scratch = scratch;
    this.#port = port;
    this.kedge = new Kedge({ overrides: { "zookeeper.extendedTypesEnabled": "true" } });
    this.kedge.zookeeper = `127.0.0.1:${port}`;
  }

  async #startZookeeper(release: "3.9" | "3.6" | "3.5", folder: string): Promise<void> {
    await this.#zookeeper?.stop();
    const place = { folder: join(this.#scratch, folder), port: this.#port };
    this.#zookeeper = await RealZookeeper.make(release, place);
    if (folder !== "first") cpSync(this.#exported, this.#zookeeper.dataDir, { recursive: true });
    await this.#zookeeper.start();
  }

  get #exported(): string {
    return join(this.#scratch, "exported");
  }

  /** What the client asks for. */
  answers(): Record<string, () => Promise<void>> {
    return {
      first: () => this.#startZookeeper("3.9", "first"),
      again: async () => {
        await this.#zookeeper?.stop();
        await this.#zookeeper?.start();
      },
      kedge: async () => {
        await this.#zookeeper?.stop();
        await this.#move("import", ["--into", this.kedge.logDir]);
        await this.kedge.start();
      },
      back: async () => {
        await this.kedge.terminate();
        await this.#move("export", ["--from", this.kedge.logDir]);
        await this.#startZookeeper("3.9", "back");
      },
      digest: () => this.#requireSameDigest(),
      "3.6": () => this.#startZookeeper("3.6", "older-3.6"),
      "3.5": () => this.#startZookeeper("3.5", "older-3.5"),
    };
  }

  async #move(direction: "import" | "export", where: readonly string[]): Promise<void> {
    const dataDir = direction === "import" ? join(this.#scratch, "first/data") : this.#exported;
    await mustRun(
      [...kedgeCommand(), "zookeeper", direction, "--data-dir", dataDir, ...where],
      { cwd: this.#scratch },
    );
  }

  /** It compares the digest in the snapshot with that of the tree it read, and counts. */
  async #requireSameDigest(): Promise<void> {
    const figures = await this.#zookeeper?.word("mntr") ?? "";
    const [line] = /^zk_digest_mismatches_count\s+\d+$/m.exec(figures) ?? [];
    if (line === undefined) throw new Error("mntr tells no count of mismatches");
    if (!line.endsWith("\t0")) throw new Error(line);
  }

  async end(): Promise<void> {
    await this.#zookeeper?.stop();
    await this.kedge.stop();
  }
}

async function run(context: Context): Promise<void> {
  const interpreter = await python("kazoo-2.11.0");
  const port = await freePort();
  const stage = new Stage(context.scratch, port);
  try {
    await runClient({ ...context, broker: stage.kedge }, {
      name: "moving",
      command: [interpreter, join(import.meta.dirname, "client.py"), `127.0.0.1:${port}`],
      checks: CHECKS,
      answers: stage.answers(),
      timeoutMs: LIMIT_MS,
    });
  } finally {
    await stage.end();
  }
}

export const zookeeperMove: Suite = { name: "zookeeper_move", server: "its own", run };
