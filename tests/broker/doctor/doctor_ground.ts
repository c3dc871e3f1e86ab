/**
 * A machine in memory for the checks of the doctor: files, network, resolver and facts that a test
 * sets as it likes.
 *
 * @module
 */
import type {
  Check,
  Ground,
  MachineFacts,
  RunningKedge,
} from "../../../lib/broker/doctor/check.ts";
import type { Finding } from "../../../lib/broker/doctor/finding.ts";
import { ProgressLine } from "../../../lib/io/progress_line.ts";
import * as apis from "../../../lib/client/apis.ts";
import { loadServerConfig } from "../../../lib/config/server_config.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { MemoryHostLookup } from "../../../lib/io/memory_host_lookup.ts";
import { MemoryNetwork } from "../../../lib/io/memory_socket.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { FrameSplitter } from "../../../lib/bytes/frame_splitter.ts";
import { withTime } from "../../client/run_clock.ts";
import { ScriptedBroker } from "../../client/scripted_broker.ts";

/** What a test may set. */
export interface GroundOptions {
  readonly overrides?: Readonly<Record<string, string>>;
  readonly files?: MemoryFileSystem;
  readonly clock?: MemoryClock;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly machine?: Partial<MachineFacts>;
  readonly running?: RunningKedge | null;
}

/** Beside these, data in /data, and no other ports than the one of Kafka. */
const OVERRIDES = {
  listeners: "PLAINTEXT://0.0.0.0:9092",
  "zookeeper.listeners": "",
  "rest.listeners": "",
  "log.dirs": "/data",
};
const NOW_MS = Date.UTC(2026, 0, 1);

/** The machine. */
export class DoctorGround implements Ground {
  readonly config: Ground["config"];
  readonly files: MemoryFileSystem;
  readonly clock: MemoryClock;
  readonly network = new MemoryNetwork();
  readonly random = new SeededRandom(1);
  readonly lookup: MemoryHostLookup;
  readonly machine: MachineFacts;
  readonly progress: ProgressLine;
  readonly running: RunningKedge | null;
  /** What the line of progress showed. */
  shown = "";

  constructor(options: GroundOptions = {}) {
    const overrides = Object.entries({ ...OVERRIDES, ...options.overrides })
      .map(([key, value]) => `${key}=${value}`);
    this.config = loadServerConfig({ overrides }).config;
    this.files = options.files ?? new MemoryFileSystem();
    this.clock = options.clock ?? new MemoryClock(NOW_MS);
    this.lookup = new MemoryHostLookup(options.names);
    this.running = options.running ?? null;
    this.machine = {
      portHolder: () => null,
      memoryLimit: () => ({ bytes: 1 << 30, origin: "the machine" }),
      isClockSynchronized: () => true,
      absolutePath: (path) => path,
      ...options.machine,
    };
    const write = (text: string) => this.shown += text;
    this.progress = new ProgressLine({ isTerminal: true, write }, this.clock);
  }

  /** Puts a text file where it is to be found. */
  put(path: string, text: string): void {
    this.files.makeFolder(path.slice(0, path.lastIndexOf("/")));
    this.files.replaceFile(path, Buffer.from(text));
  }

  /** Makes one check, with time going on as it waits. */
  findings(check: Check): Promise<Finding[]> {
    return withTime(this.clock, collect(check, this));
  }

  /** A broker of this cluster answers on a port from now on. */
  serveKafka(port: number, clusterId: string): void {
    const broker = new ScriptedBroker().on(apis.Metadata, () => ({
      brokers: [{ nodeId: 1, host: "127.0.0.1", port, rack: null }],
      clusterId,
      controllerId: 1,
      topics: [],
    }));
    this.network.listen({ host: "127.0.0.1", port }, (connection) => {
      const splitter = new FrameSplitter({ frameBytesMax: 1 << 20 });
      const answer = async (frame: Uint8Array) => {
        const body = Buffer.concat(await broker.exchange(frame) ?? []);
        const length = Buffer.alloc(4);
        length.writeInt32BE(body.length);
        connection.write(Buffer.concat([length, body]));
      };
      return {
        data: (chunk) => splitter.push(chunk, (frame) => void answer(frame.slice())),
        drain: () => {/* small answers always go */},
        close: () => {/* nothing to release */},
      };
    });
  }

  /** Something that answers a text to whatever comes listens on a port from now on. */
  serveText(port: number, text: string): void {
    this.network.listen({ host: "127.0.0.1", port }, (connection) => ({
      data: () => {
        connection.write(Buffer.from(text));
        connection.end();
      },
      drain: () => {/* small answers always go */},
      close: () => {/* nothing to release */},
    }));
  }
}

async function collect(check: Check, ground: Ground): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of check.run(ground)) findings.push(finding);
  return findings;
}

/** `verdict subject: found`, as a test compares them. */
export function lineOf({ verdict, subject, found }: Finding): string {
  return `${verdict} ${subject}: ${found}`;
}
