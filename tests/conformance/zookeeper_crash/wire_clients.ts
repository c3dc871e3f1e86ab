/**
 * The clients of the simulation, on sockets: they pipeline requests of all kinds, come back after
 * each kill with their sessions and watches, and are judged by the simulation's check, against the
 * server's own log.
 *
 * @module
 */
import { connect, type Socket } from "node:net";
import type { SeededRandom } from "../../../lib/io/random.ts";
import { HistoryCheck } from "../../simulator/zookeeper/check_history.ts";
import {
  type ClientSocket,
  type SharedHistory,
  SimulatedClient,
} from "../../simulator/zookeeper/client.ts";
import { NAMES, OperationMaker, PARENTS } from "../../simulator/zookeeper/operation_maker.ts";
import { splitAddress } from "../broker/probe.ts";
import { until } from "../waiting.ts";
import { loggedTransactions } from "./logged_transactions.ts";

const CLIENTS = 4;
const WAITING_MAX = 6;
const STEP_MS = 40;

/** A connection to the server. */
class WireSocket implements ClientSocket {
  readonly #socket: Socket;
  isOver = false;

  constructor(address: string, received: (bytes: Uint8Array) => void) {
    const [host, port] = splitAddress(address);
    const socket = this.#socket = connect({ host, port, noDelay: true });
    socket.on("data", (bytes: Buffer) => {
      if (!this.isOver) received(new Uint8Array(bytes));
    });
    socket.on("error", () => this.drop());
    socket.on("close", () => this.drop());
  }

  send(bytes: Uint8Array): void {
    if (!this.isOver) this.#socket.write(bytes);
  }

  drop(): void {
    this.isOver = true;
    this.#socket.destroy();
  }
}

/** A few clients, the last of which watches everything that they do. */
export class WireClients {
  readonly #address: string;
  readonly #random: SeededRandom;
  readonly #maker: OperationMaker;
  readonly #history: SharedHistory = {
    asked: [],
    streams: [],
    refusedSessions: [],
    knownZxid: 0,
  };
  readonly #clients: SimulatedClient<WireSocket>[];
  #timer: ReturnType<typeof setInterval> | null = null;
  #failure: unknown = null;

  constructor(address: string, random: SeededRandom) {
    this.#address = address;
    this.#random = random;
    this.#maker = new OperationMaker(random);
    this.#clients = Array.from({ length: CLIENTS + 1 }, (_, i) => {
      return new SimulatedClient(this.#history, { watchesAll: i === CLIENTS, isConcerned });
    });
  }

  /** Answers that the client with the fewest has. */
  get leastAnswered(): number {
    return Math.min(...this.#clients.map(({ answered }) => answered));
  }

  start(): void {
    this.#timer = setInterval(() => {
      for (const client of this.#clients) this.#step(client);
    }, STEP_MS);
  }

  /** Throws where a client got what it cannot read. */
  check(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** Stops, and reads what is there at the end, from every client. */
  async finish(): Promise<void> {
    clearInterval(this.#timer ?? undefined);
    await this.#settle();
    for (const client of this.#clients) {
      for (const parent of PARENTS) {
        client.send({ kind: "getChildren", path: parent, watch: false });
        for (const path of [parent, ...NAMES.map((name) => `${parent}/${name}`)]) {
          client.send({ kind: "getData", path, watch: false });
        }
      }
    }
    await this.#settle();
  }

  close(): void {
    clearInterval(this.#timer ?? undefined);
    for (const client of this.#clients) client.lose();
  }

  /** Throws where what the clients were told does not follow from the log in `logDir`. */
  judge(logDir: string): void {
    const { asked, streams } = this.#history;
    const ours = new Set(asked.map(({ sessionId }) => sessionId));
    const answered = asked.filter(({ reply }) => reply !== null).length;
    const events = streams.flat().filter(({ kind }) => kind === "event").length;
    console.log(`# ${answered} of ${asked.length} requests answered, ${events} events`);
    if (answered === 0 || events === 0) throw new Error("nothing was told: this proves nothing");
    new HistoryCheck(this.#history, loggedTransactions(logDir), {
      isStranger: (sessionId) => !ours.has(sessionId),
    }).run();
  }

  #step(client: SimulatedClient<WireSocket>): void {
    if (client.socket === null || client.socket.isOver) return this.#connect(client);
    if (!client.isOpen) return;
    if (this.#random.int(150) === 0) return client.lose();
    const count = this.#random.int(WAITING_MAX + 1 - Math.min(WAITING_MAX, client.waiting));
    const isObserver = client === this.#clients.at(-1);
    for (let i = 0; i < count; i++) client.send(isObserver ? { kind: "sync" } : this.#maker.next());
  }

  #connect(client: SimulatedClient<WireSocket>): void {
    client.connect((received) =>
      new WireSocket(this.#address, (bytes) => {
        try {
          received(bytes);
        } catch (error) {
          this.#failure ??= error;
        }
      })
    );
  }

  /** Waits until every client is answered. */
  async #settle(): Promise<void> {
    await until("all clients are answered", () => {
      this.check();
      for (const client of this.#clients) {
        if (client.socket === null || client.socket.isOver) this.#connect(client);
      }
      return this.#clients.every(({ isOpen, waiting }) => isOpen && waiting === 0);
    });
  }
}

/** Others write elsewhere in the tree. */
function isConcerned(path: string): boolean {
  return PARENTS.some((parent) => path === parent || path.startsWith(`${parent}/`));
}
