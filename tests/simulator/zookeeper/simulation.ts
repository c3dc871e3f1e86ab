/**
 * A run: a few clients ask for whatever the seed says, the server dies now and then, and at the end
 * the history is judged.
 *
 * @module
 */
import { SeededRandom } from "../../../lib/io/random.ts";
import { turns, until } from "../../io/turns.ts";
import { HistoryCheck } from "./check_history.ts";
import { type SharedHistory, SimulatedClient } from "./client.ts";
import { ZookeeperMachine } from "./machine.ts";
import type { Change, Operation } from "./operation.ts";

const CLIENTS = 4;
const CRASHES = 3;
const STEPS = 120;
const WAITING_MAX = 6;
const PARENTS = ["/a", "/b"];
const NAMES = ["x", "y"];
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
  readonly #clients: SimulatedClient[];
  #nextValue = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#machine = new ZookeeperMachine(seed);
    const random = this.#random;
    // The last one only watches.
    this.#clients = Array.from({ length: CLIENTS + 1 }, (_, i) => {
      return new SimulatedClient(this.#history, { random, watchesAll: i === CLIENTS });
    });
  }

  /** Throws where what clients were told cannot have happened. */
  async run(): Promise<void> {
    await this.#machine.start();
    for (let crash = 0; crash < CRASHES; crash++) {
      for (let step = 0; step < STEPS; step++) await this.#step();
      for (const client of this.#clients) client.lose();
      this.#machine.crash(this.#random.int(3) === 0 ? "kill" : "power");
      await this.#machine.start();
    }
    await this.#readAll();
    const { knownZxid, asked } = this.#history;
    if (knownZxid === 0 || asked.every(({ reply }) => reply === null)) {
      throw new Error("Nothing was answered: the run proves nothing");
    }
    new HistoryCheck(this.#history, this.#machine.logged).run();
  }

  async #step(): Promise<void> {
    const client = this.#clients[this.#random.int(this.#clients.length)]!;
    if (client.socket === null || client.socket.isOver) client.connect(this.#machine.server);
    const dice = this.#random.int(100);
    if (dice < 45) this.#ask(client);
    else if (dice < 90) client.socket?.deliver();
    else if (dice < 93) await turns(1 + this.#random.int(3));
    else if (dice < 96) this.#machine.clock.advance(this.#random.int(1500));
    else if (dice < 97) client.lose();
    else if (dice < 98) this.#machine.clock.advance(this.#random.int(LONG_MS));
    else if (client.isOpen) client.ping();
    if (this.#random.int(2) === 0) await turns(1);
  }

  #ask(client: SimulatedClient): void {
    if (!client.isOpen || client.waiting >= WAITING_MAX) return client.socket?.deliver();
    const isObserver = client === this.#clients[CLIENTS];
    client.send(isObserver ? { kind: "sync" } : this.#operation());
  }

  #operation(): Operation {
    const dice = this.#random.int(100);
    const watch = this.#random.int(2) === 0;
    if (dice < 45) return this.#change();
    if (dice < 55) {
      const changes = Array.from({ length: 1 + this.#random.int(3) }, () => this.#member());
      return { kind: "multi", changes };
    }
    if (dice < 70) return { kind: "getData", path: this.#path(), watch };
    if (dice < 80) return { kind: "exists", path: this.#path(), watch };
    if (dice < 94) return { kind: "getChildren", path: this.#path(), watch };
    if (dice < 99) return { kind: "sync" };
    return { kind: "closeSession" };
  }

  #member(): Change {
    if (this.#random.int(4) > 0) return this.#change();
    return { kind: "check", path: this.#path(), version: this.#version() };
  }

  #change(): Change {
    const dice = this.#random.int(10);
    const path = this.#path();
    const data = String(this.#nextValue++);
    if (dice < 3) return { kind: "create", path, data, flags: this.#random.int(2) };
    if (dice < 5) {
      const parent = PARENTS[this.#random.int(PARENTS.length)]!;
      return { kind: "create", path: `${parent}/s-`, data, flags: 2 + this.#random.int(2) };
    }
    if (dice < 8) return { kind: "setData", path, data, version: this.#version() };
    return { kind: "delete", path, version: this.#version() };
  }

  #path(): string {
    const parent = PARENTS[this.#random.int(PARENTS.length)]!;
    const name = this.#random.int(NAMES.length + 1);
    return name === NAMES.length ? parent : `${parent}/${NAMES[name]}`;
  }

  #version(): number {
    return this.#random.int(3) - 1;
  }

  /** Reads what is there at the end, from every client. */
  async #readAll(): Promise<void> {
    const { server } = this.#machine;
    for (const client of this.#clients) client.connect(server);
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
        if (client.socket === null || client.socket.isOver) client.connect(this.#machine.server);
        client.socket?.deliver();
      }
      return isSettled();
    });
  }
}
