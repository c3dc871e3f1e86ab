/**
 * memory.budget under the worst of clients: hundreds that ask for much and read nothing, others
 * that send large requests at once, many partitions written. kedge's own memory stays low, a client
 * that does nothing wrong goes on meanwhile, and whatever was acknowledged is read back.
 *
 * @module
 */
import { Kedge } from "../broker/kedge.ts";
import { anonymousMib } from "../malformed/anonymous_memory.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { until } from "../waiting.ts";
import { numberedBatch, readNumbers } from "./batches.ts";
import {
  createTopic,
  FETCH,
  fetched,
  fetchFrame,
  KafkaSocket,
  type Place,
  produce,
  produceFrame,
} from "./kafka_socket.ts";

const BUDGET = "64MiB";
/** docs/OPERATIONS.md promises this for that budget, in MiB. */
const ANONYMOUS_MIB_MAX = 160;
const READERS = 200;
/** Requests that each of them sends: the kernel takes the first answers, the others wait. */
const FETCHES = 8;
/** Readers that go on in the end. */
const READERS_ON = 20;
const WRITERS = 100;
const MANY_PARTITIONS = 300;
const LARGE_BYTES = 1_000_000;
const LARGE = { partitions: 4, batches: 80 };
/** Rounds that the well-behaved client must make while others misbehave. */
const ROUNDS_MIN = 5;

/** What was acknowledged: its number by topic, partition and offset. */
const acknowledged = new Map<string, number>();

function key({ topic, partition }: Place, offset: number): string {
  return `${topic}-${partition}@${offset}`;
}

async function write(socket: KafkaSocket, place: Place, { number, sizeBytes }: {
  number: number;
  sizeBytes: number;
}): Promise<void> {
  const offset = await produce(socket, produceFrame(place, numberedBatch(number, sizeBytes)));
  acknowledged.set(key(place, offset), number);
}

/** A client that writes and reads one record after the other. */
class WellBehaved {
  rounds = 0;
  longestMs = 0;
  failure: unknown = null;
  #isStopped = false;
  readonly #ended: Promise<void>;

  constructor(address: string) {
    this.#ended = this.#run(address).catch((error) => {
      this.failure = error;
    });
  }

  async #run(address: string): Promise<void> {
    const socket = await KafkaSocket.connect(address);
    const place = { topic: "calm", partition: 0 };
    for (let offset = 0; !this.#isStopped; offset++) {
      const startMs = performance.now();
      await write(socket, place, { number: offset, sizeBytes: 100 });
      const asked = { partitions: [0], fetchOffset: offset, partitionMaxBytes: 1 << 20 };
      const records = await fetched(socket.ask(FETCH, fetchFrame("calm", asked)));
      if (records.get(0) === undefined) throw new Error(`nothing at offset ${offset}`);
      this.longestMs = Math.max(this.longestMs, performance.now() - startMs);
      this.rounds += 1;
    }
    socket.close();
  }

  /** Waits until it has made some rounds more. */
  async goesOn(): Promise<void> {
    const target = this.rounds + ROUNDS_MIN;
    await until("the well-behaved client goes on", () => {
      if (this.failure !== null) throw this.failure;
      return this.rounds >= target;
    }, { limitMs: 30_000 });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
    if (this.failure !== null) throw this.failure;
  }
}

/** Keeps the largest anonymous memory of a process. */
class Peak {
  mib = 0;
  readonly #timer: Timer;

  constructor(pid: number) {
    this.#timer = setInterval(() => this.mib = Math.max(this.mib, anonymousMib(pid)), 20);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

async function run(context: Context): Promise<void> {
  const report = context.report.within(`memory.budget=${BUDGET}`);
  const kedge = new Kedge({ overrides: { "memory.budget": BUDGET } });
  await kedge.start();
  const peak = new Peak(kedge.pid);
  try {
    const socket = await KafkaSocket.connect(kedge.bootstrap);
    await createTopic(socket, "calm", { partitions: 1 });
    const calm = new WellBehaved(kedge.bootstrap);
    await fill(socket);
    const readers = await slowReaders(kedge, { report, calm });
    await largeRequests(kedge, { report, calm });
    await manyPartitions(kedge, { report, calm });
    await readOn(readers, report);
    await report.check("a well-behaved client went on all the time", async () => {
      await calm.goesOn();
      await calm.stop();
    });
    await report.check("everything acknowledged is read back", () => readBack(socket));
    peak.stop();
    console.log(`# anonymous memory: at most ${peak.mib.toFixed(0)} MiB; longest round of the`);
    console.log(`# well-behaved client: ${calm.longestMs.toFixed(0)} ms in ${calm.rounds} rounds`);
    await report.check(`anonymous memory stays below ${ANONYMOUS_MIB_MAX} MiB`, () => {
      if (peak.mib < ANONYMOUS_MIB_MAX) return Promise.resolve();
      return Promise.reject(new Error(`it was ${peak.mib.toFixed(0)} MiB`));
    });
    if (report.failed.length > 0) console.log(kedge.lastWords());
  } finally {
    peak.stop();
    await kedge.stop();
  }
}

/** Large records in segments that are soon sealed: they are read from files. */
async function fill(socket: KafkaSocket): Promise<void> {
  const configs = { "segment.bytes": String(2 << 20) };
  await createTopic(socket, "large", { partitions: LARGE.partitions, configs });
  for (let number = 0; number < LARGE.batches; number++) {
    const place = { topic: "large", partition: number % LARGE.partitions };
    await write(socket, place, { number, sizeBytes: LARGE_BYTES });
  }
}

/** A reader that asked and does not read; its answers, when it does. */
interface SlowReader {
  readonly socket: KafkaSocket;
  readonly answers: Promise<Map<number, Uint8Array>[]>;
}

interface Watched {
  readonly report: Report;
  readonly calm: WellBehaved;
}

async function slowReaders(kedge: Kedge, { report, calm }: Watched): Promise<SlowReader[]> {
  const readers: SlowReader[] = [];
  await report.check(`${READERS} readers of all that do not read`, async () => {
    const partitions = Array.from({ length: LARGE.partitions }, (_, i) => i);
    const frame = fetchFrame("large", { partitions, fetchOffset: 0, partitionMaxBytes: 16 << 20 });
    for (let i = 0; i < READERS; i++) {
      const socket = await KafkaSocket.connect(kedge.bootstrap);
      socket.pause();
      const asked = Array.from({ length: FETCHES }, () => fetched(socket.ask(FETCH, frame)));
      const answers = Promise.all(asked);
      // Looked at later; most of them never read.
      answers.catch(() => {});
      readers.push({ socket, answers });
    }
    await calm.goesOn();
  });
  return readers;
}

async function largeRequests(kedge: Kedge, { report, calm }: Watched): Promise<void> {
  await report.check(`${WRITERS} requests of 1 MB at once`, async () => {
    const sockets = await Promise.all(
      Array.from({ length: WRITERS }, () => KafkaSocket.connect(kedge.bootstrap)),
    );
    await Promise.all(sockets.map(async (socket, i) => {
      const place = { topic: "large", partition: i % LARGE.partitions };
      for (const round of [1, 2]) {
        await write(socket, place, { number: 1000 * round + i, sizeBytes: LARGE_BYTES });
      }
      socket.close();
    }));
    await calm.goesOn();
  });
}

async function manyPartitions(kedge: Kedge, { report, calm }: Watched): Promise<void> {
  await report.check(`${MANY_PARTITIONS} partitions written`, async () => {
    const socket = await KafkaSocket.connect(kedge.bootstrap);
    await createTopic(socket, "many", { partitions: MANY_PARTITIONS });
    for (let number = 0; number < 4; number++) {
      const partitions = Array.from({ length: MANY_PARTITIONS }, (_, partition) => partition);
      await Promise.all(
        partitions.map((partition) =>
          write(socket, { topic: "many", partition }, { number, sizeBytes: 2000 })
        ),
      );
    }
    socket.close();
    await calm.goesOn();
  });
}

/** What a slow reader gets in the end is whole, though it was let go meanwhile. */
async function readOn(readers: readonly SlowReader[], report: Report): Promise<void> {
  await report.check("readers that go on get their answers, whole", async () => {
    let failure: unknown = null;
    for (const { socket, answers } of readers.slice(0, READERS_ON)) {
      socket.resume();
      let isThere = false;
      answers.then(() => isThere = true, (error) => failure = error);
      await until("a reader's answers are whole", () => {
        if (failure !== null) throw failure;
        return isThere;
      });
      for (const [partition, records] of (await answers).flatMap((each) => [...each])) {
        checkRecords({ topic: "large", partition }, records);
      }
    }
    for (const { socket } of readers) socket.close();
  });
}

/** Compares with what was acknowledged. @returns the offset after the last record */
function checkRecords(place: Place, records: Uint8Array): number {
  return readNumbers(records, (number, offset) => {
    const wanted = acknowledged.get(key(place, offset));
    if (wanted === number) return;
    throw new Error(`${key(place, offset)} is ${number}; acknowledged was ${wanted}`);
  });
}

async function readBack(socket: KafkaSocket): Promise<void> {
  const left = new Set(acknowledged.keys());
  for (const name of left) if (name.startsWith("calm-")) left.delete(name);
  const topics = [["large", LARGE.partitions], ["many", MANY_PARTITIONS]] as const;
  for (const [topic, partitions] of topics) {
    for (let partition = 0; partition < partitions; partition++) {
      for (let fetchOffset = 0;;) {
        const asked = { partitions: [partition], fetchOffset, partitionMaxBytes: 4 << 20 };
        const answer = await fetched(socket.ask(FETCH, fetchFrame(topic, asked)));
        const records = answer.get(partition);
        if (records === undefined) break;
        readNumbers(records, (_number, offset) => left.delete(key({ topic, partition }, offset)));
        fetchOffset = checkRecords({ topic, partition }, records);
      }
    }
  }
  if (left.size > 0) throw new Error(`${left.size} are missing, such as ${[...left][0]}`);
}

export const memory: Suite = { name: "memory", server: "its own", run };
