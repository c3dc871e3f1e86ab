/**
 * Fuzzes a whole coordinator in memory: several clients send requests of all kinds, right, changed
 * and none at all, while flushes are held up, the disk fills, time passes and connections are lost.
 * A request is answered, once, or ends its own connection. Nothing else may come of it: no error in
 * the log, no broken counter or index, and a restart finds what was there.
 *
 * @module
 */
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../lib/io/random.ts";
import { MemoryTransactionLog } from "../../lib/zookeeper/server/memory_transaction_log.ts";
import type { ServerSettings } from "../../lib/zookeeper/server/settings.ts";
import { ZookeeperServer } from "../../lib/zookeeper/server/zookeeper_server.ts";
import { checkReplayed, checkState } from "./coordinator_invariants.ts";
import { CoordinatorClient } from "./coordinator_client.ts";
import { CoordinatorRequests } from "./coordinator_requests.ts";
import { type FuzzTarget, pick } from "./fuzz_target.ts";

const CLIENTS = 4;
const STEPS = 250;
const BATCH_MAX = 4;
const TIME_STEP_MS_MAX = 3000;
const TURNS = 60;
const SETTLE_MAX = 20;
const QUOTA_PATH = "/a";
const LIMITS = "count=8,bytes=-1=;byteHardLimit=900;countHardLimit=20";
/** Reasons to close a connection that are mistakes of the server; logins that are none are not. */
const MISTAKE = /(?<!^auth|^sasl) failed:|Cannot write the reply|undefined|not a function/;

export const coordinatorTarget: FuzzTarget = {
  name: "coordinator",
  async round(random) {
    const run = new CoordinatorRun(random);
    try {
      await run.run();
    } finally {
      await run.close();
    }
  },
};

function settingsOf(random: SeededRandom): Partial<ServerSettings> {
  return {
    fourLetterWords: ["*"],
    extendedTypesEnabled: random.int(2) === 0,
    enforceQuota: random.int(2) === 0,
    juteMaxBufferBytes: pick(random, [1024, 4096, 0xfffff]),
    globalOutstandingLimit: pick(random, [1, 3, 1000]),
    watchLimit: pick(random, [5, 1_000_000]),
    sessionLimit: pick(random, [12, 100_000]),
    maxClientCnxns: pick(random, [0, 0, 0, 3]),
    outputPauseBytes: pick(random, [100, 1 << 20]),
    outputMaxBytes: pick(random, [4096, 32 << 20]),
    containerCheckIntervalMs: pick(random, [700, 60_000]),
  };
}

class CoordinatorRun {
  readonly #random: SeededRandom;
  readonly #clock = new MemoryClock();
  readonly #logger = new MemoryLogger("zookeeper");
  readonly #log = new MemoryTransactionLog();
  readonly #settings: Partial<ServerSettings>;
  readonly #server: ZookeeperServer;
  readonly #clients: CoordinatorClient[];
  readonly #requests: CoordinatorRequests;

  constructor(random: SeededRandom) {
    this.#random = random;
    this.#settings = settingsOf(random);
    this.#server = this.#serverOn(this.#log, this.#logger);
    this.#clients = Array.from({ length: CLIENTS }, () => new CoordinatorClient(random));
    this.#requests = new CoordinatorRequests(random);
  }

  async run(): Promise<void> {
    await this.#server.start();
    await this.#prepare();
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      if (this.#random.int(3) > 0) await turns(this.#random.int(TURNS));
      for (const one of this.#clients) one.read();
    }
    await this.#settle();
    this.#checkLog();
    checkState(this.#server, [QUOTA_PATH]);
    await this.#checkRestart();
  }

  async close(): Promise<void> {
    this.#log.release();
    await this.#server.close();
  }

  #serverOn(log: MemoryTransactionLog, logger: MemoryLogger): ZookeeperServer {
    return new ZookeeperServer({
      clock: this.#clock,
      random: new SeededRandom(1 + this.#random.int(1000)),
      logger,
      settings: this.#settings,
      log,
    });
  }

  /** A quota, so that what it says is used can be looked at. */
  async #prepare(): Promise<void> {
    const session = await this.#server.createLocalSession();
    const folder = `/zookeeper/quota${QUOTA_PATH}`;
    await session.create(folder);
    await session.create(`${folder}/zookeeper_limits`, { data: bytes(LIMITS) });
    await session.create(`${folder}/zookeeper_stats`, { data: bytes("count=0,bytes=0") });
  }

  #step(): void {
    const random = this.#random;
    const one = pick(random, this.#clients);
    if (one.isOver) return one.connect(this.#server);
    const dice = random.int(100);
    if (dice < 70) return this.#ask(one);
    if (dice < 76) return this.#log.hold();
    if (dice < 84) return this.#free();
    if (dice < 89) return this.#clock.advance(random.int(TIME_STEP_MS_MAX));
    if (dice < 91) return one.drop();
    if (dice < 92) return one.finish();
    if (dice < 93) return one.rave();
    if (dice < 94) return one.choke();
    if (dice < 96) return one.drain();
    if (dice < 97) this.#log.isFull = !this.#log.isFull;
    else if (dice < 98) this.#log.isNearlyFull = !this.#log.isNearlyFull;
    else if (dice < 99) this.#look();
    else one.connect(this.#server);
  }

  #ask(one: CoordinatorClient): void {
    if (!one.isOpen) return;
    for (let i = 1 + this.#random.int(BATCH_MAX); i > 0; i--) one.ask(this.#requests.next());
  }

  /** The disk has room, and flushes go through. */
  #free(): void {
    this.#log.isFull = false;
    this.#log.isNearlyFull = false;
    this.#log.release();
  }

  /** The four-letter words read everything while it changes. */
  #look(): void {
    const words = ["srvr", "cons", "dump", "mntr", "wchs", "wchc", "wchp", "hash"];
    this.#server.runCommand(pick(this.#random, words));
  }

  /** Lets all that is under way come to its end. */
  async #settle(): Promise<void> {
    this.#free();
    for (let turn = 0; turn < SETTLE_MAX; turn++) {
      for (const one of this.#clients) one.drain();
      await turns(TURNS);
      for (const one of this.#clients) one.read();
    }
    for (const [at, one] of this.#clients.entries()) {
      if (one.owed.length > 0) throw new Error(`client ${at} waits for ${one.owed}`);
    }
    const { outstandingRequests } = this.#server.report();
    if (outstandingRequests > 0) throw new Error(`${outstandingRequests} requests are under way`);
  }

  #checkLog(): void {
    for (const { level, message, fields } of this.#logger.lines) {
      const isMistake = MISTAKE.test(String(fields["reason"] ?? ""));
      if (level === "ERROR" || isMistake) throw new Error(`${message} ${Bun.inspect(fields)}`);
    }
  }

  async #checkRestart(): Promise<void> {
    const log = new MemoryTransactionLog();
    const again = this.#serverOn(log, new MemoryLogger("zookeeper"));
    for (const record of this.#log.records) again.replay(record);
    checkReplayed(this.#server, again);
    await again.close();
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
