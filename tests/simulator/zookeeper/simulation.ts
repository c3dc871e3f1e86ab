/**
 * A run: a few clients ask for whatever the seed says, the server dies now and then, and at the end
 * the history is judged.
 *
 * @module
 */
import { SeededRandom } from "../../../lib/io/random.ts";
import { ErrorCode } from "../../../lib/zookeeper/protocol/error_code.ts";
import { turns, until } from "../../io/turns.ts";
import { HistoryCheck } from "./check_history.ts";
import { type SharedHistory, SimulatedClient } from "./client.ts";
import type { Logged } from "./logged.ts";
import { ZookeeperMachine } from "./machine.ts";
import { NAMES, OperationMaker, PARENTS } from "./operation_maker.ts";
import { SlowSocket } from "./slow_socket.ts";

const CLIENTS = 4;
const CRASHES = 3;
const STEPS = 300;
const WAITING_MAX = 6;
const LONG_MS = 12_000;

/** One run. */
export class ZookeeperSimulation {
  readonly #random: SeededRandom;
  readonly #machine: ZookeeperMachine;
  readonly #history: SharedHistory = {
    asked: [],
    streams: [],
    refusedSessions: [],
    knownZxid: 0,
  };
  readonly #clients: SimulatedClient<SlowSocket>[];
  readonly #maker: OperationMaker;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#machine = new ZookeeperMachine(seed);
    this.#maker = new OperationMaker(this.#random);
    // The last one only watches.
    this.#clients = Array.from({ length: CLIENTS + 1 }, (_, i) => {
      return new SimulatedClient(this.#history, { watchesAll: i === CLIENTS });
    });
  }

  /** Throws where what clients were told cannot have happened. */
  async run(): Promise<void> {
    const { history, logged } = await this.play();
    const events = history.streams.flat().filter(({ kind }) => kind === "event");
    const changed = history.asked.some(({ operation, reply }) =>
      operation.kind === "create" && reply?.outcome.err === ErrorCode.OK
    );
    if (!changed || events.length === 0) {
      throw new Error("Nothing was changed, or nobody told of it: the run proves nothing");
    }
    new HistoryCheck(history, logged).run();
  }

  /** What clients were told, and what the log has, unjudged. */
  async play(): Promise<{ history: SharedHistory; logged: Logged[] }> {
    await this.#machine.start();
    for (let crash = 0; crash < CRASHES; crash++) {
      for (let step = 0; step < STEPS; step++) await this.#step();
      for (const client of this.#clients) client.lose();
      this.#machine.crash(this.#random.int(3) === 0 ? "kill" : "power");
      await this.#machine.start();
    }
    await this.#readAll();
    return { history: this.#history, logged: this.#machine.logged };
  }

  async #step(): Promise<void> {
    const client = this.#clients[this.#random.int(this.#clients.length)]!;
    if (client.socket === null || client.socket.isOver) this.#connect(client);
    const dice = this.#random.int(400);
    if (dice < 150) this.#ask(client);
    else if (dice < 360) client.socket?.deliver();
    else if (dice < 372) await turns(1 + this.#random.int(3));
    else if (dice < 384) this.#machine.clock.advance(this.#random.int(1500));
    else if (dice < 390) client.lose();
    else if (dice < 391) this.#machine.clock.advance(this.#random.int(LONG_MS));
    else if (client.isOpen) client.ping();
    if (this.#random.int(2) === 0) await turns(1);
  }

  #connect(client: SimulatedClient<SlowSocket>): void {
    client.connect((received) => {
      const socket = new SlowSocket(this.#random, received);
      socket.handlers = this.#machine.server.accept(socket);
      return socket;
    });
  }

  #ask(client: SimulatedClient<SlowSocket>): void {
    if (!client.isOpen || client.waiting >= WAITING_MAX) return client.socket?.deliver();
    const isObserver = client === this.#clients[CLIENTS];
    client.send(isObserver ? { kind: "sync" } : this.#maker.next());
  }

  /** Reads what is there at the end, from every client. */
  async #readAll(): Promise<void> {
    for (const client of this.#clients) this.#connect(client);
    await this.#settle(() => this.#clients.every(({ isOpen, waiting }) => isOpen && waiting === 0));
    for (const client of this.#clients) {
      for (const parent of PARENTS) {
        client.send({ kind: "getChildren", path: parent, watch: false });
        for (const path of [parent, ...NAMES.map((name) => `${parent}/${name}`)]) {
          client.send({ kind: "getData", path, watch: false });
        }
      }
    }
    await this.#settle(() => this.#clients.every(({ waiting }) => waiting === 0));
  }

  async #settle(isSettled: () => boolean): Promise<void> {
    await until("all clients are answered", () => {
      for (const client of this.#clients) {
        // A session that could not be resumed: a new one then.
        if (client.socket === null || client.socket.isOver) this.#connect(client);
        client.socket?.deliver();
      }
      return isSettled();
    });
  }
}
