/**
 * A coordinator on a memory disk: it is killed, or loses its power, and starts again from what the
 * disk kept. Beside it stands the list of all transactions as they were appended.
 *
 * @module
 */
import { ZnodeLog } from "../../../lib/broker/znode_log.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { Store } from "../../../lib/storage/store.ts";
import { ZookeeperServer } from "../../../lib/zookeeper/server/zookeeper_server.ts";
import { settled } from "../../io/turns.ts";
import { KEEPS_ALL } from "../../storage/test_store.ts";
import { type Logged, readLogged } from "./logged.ts";

/** Small, so that a run takes several snapshots, each node in a turn of its own. */
const SNAPSHOTS = { transactions: 12, bytes: 1 << 20, retained: 2, sliceMs: 0 };
const DISK_BYTES = 64 << 20;
const FILE_BYTES_MAX = 9 << 20;

/** The process and its machine. */
export class ZookeeperMachine {
  clock = new MemoryClock();
  readonly #random: SeededRandom;
  readonly #logger = new MemoryLogger();
  #files: MemoryFileSystem;
  #server: ZookeeperServer | null = null;
  #end: () => void = () => {};
  /** What was appended, by zxid from 1 on; after a crash, what of it the disk kept. */
  logged: Logged[] = [];

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#files = new MemoryFileSystem({
      capacityBytes: DISK_BYTES,
      fileBytesMax: FILE_BYTES_MAX,
      nowMs: () => this.clock.nowMs(),
      delays: new SeededRandom(seed + 1),
    });
  }

  get server(): ZookeeperServer {
    return this.#server!;
  }

  async start(): Promise<void> {
    const { clock } = this;
    const [files, logger, random] = [this.#files, this.#logger, this.#random];
    logger.lines.length = 0;
    const folders = ["/data"];
    const store = new Store({ folders, files, clock, random, logger, reservedBytes: 0 });
    const log = new ZnodeLog({ store, files, clock, logger, snapshots: SNAPSHOTS });
    const machine = { alive: true };
    const server = new ZookeeperServer({
      clock,
      random,
      logger,
      settings: { tickTimeMs: 1000, maxClientCnxns: 0 },
      log: {
        append: (record, options) => {
          log.append(record, options);
          if (machine.alive) this.logged.push(readLogged(record));
        },
        flush: () => log.flush(),
      },
    });
    await settled(clock, log.load(server));
    const kept = server.lastProcessedZxid;
    if (kept > this.logged.length) throw new Error(`${kept} transactions came back, too many`);
    this.logged.length = kept;
    await settled(clock, server.start());
    this.#server = server;
    this.#end = () => machine.alive = false;
    const errors = logger.messages("ERROR");
    if (errors.length > 0) throw new Error(`the start logged: ${errors.join("; ")}`);
  }

  /** A kill, where everything written stays, or a power cut, where the seed decides. */
  crash(kind: "kill" | "power"): void {
    this.#end();
    const random = kind === "kill" ? KEEPS_ALL : new SeededRandom(this.#random.int(2 ** 31));
    this.#files = this.#files.crash(random);
    this.#server = null;
    // Timers of the process that ended stay on its clock.
    this.clock = new MemoryClock(this.clock.nowMs());
  }
}
