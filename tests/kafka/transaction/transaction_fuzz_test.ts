/**
 * Random lives of one transactional id with crashes: whatever was told holds afterwards.
 *
 * - an end that was answered is the end in every partition that was added, and no other is written
 * - no two producers get the same id and epoch
 * - a crash loses what is not on disk, markers may fail and are tried again
 */
import { expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import type { ProducerIdentity } from "../../../lib/kafka/transaction/transaction_metadata.ts";
import { MemoryRecordLog } from "../../../lib/state_machine/memory_record_log.ts";
import { Fixture, settle, type WrittenMarker } from "./fixture.ts";

const STEPS = 150;
const PARTITIONS = 4;

/** The run of one seed. */
class Life {
  readonly #random: SeededRandom;
  #fixture = new Fixture();
  /** Markers of all processes. */
  readonly #markers: WrittenMarker[] = [];
  /** What starts were told, as `id epoch`. */
  readonly #started: string[] = [];
  #producer: ProducerIdentity | null = null;
  #added = new Set<string>();
  /** Ends that were answered: the marker's `id epoch`, what it says, and where it must be. */
  readonly ends: { owner: string; isCommit: boolean; places: Set<string> }[] = [];
  crashes = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  async run(): Promise<void> {
    await this.#fixture.transactions.start([0]);
    for (let step = 0; step < STEPS; step++) await this.#step();
    this.#calm();
    await this.#crash();
    await this.#fixture.advance(10_000);
    this.#check();
  }

  async #step(): Promise<void> {
    const fixture = this.#fixture;
    const choice = this.#random.int(20);
    if (this.#producer === null || choice === 0) await this.#start();
    else if (choice < 8) await this.#add(this.#producer);
    else if (choice < 14) await this.#end(this.#producer);
    else if (choice === 14) await fixture.advance(this.#random.int(40_000));
    else if (choice === 15) this.#failMarkers();
    else if (choice === 16) fixture.holdMarkers();
    else if (choice === 17) this.#calm();
    else if (choice === 18) await this.#crash();
    else fixture.log.hold();
  }

  /** Waits for an answer; one that the disk keeps back is lost in a crash. */
  async #answered<Answer>(promise: Promise<Answer>): Promise<Answer | null> {
    const box: { answer: Answer | null } = { answer: null };
    promise.then((answer) => box.answer = answer, () => {});
    await this.#fixture.advance(100);
    if (box.answer !== null) return box.answer;
    await this.#crash();
    return null;
  }

  async #start(): Promise<void> {
    const answer = await this.#answered(this.#fixture.init());
    if (answer === null || answer.errorCode !== ErrorCode.NONE) return;
    this.#begin(answer);
    this.#started.push(`${answer.producerId} ${answer.producerEpoch}`);
  }

  async #add(producer: ProducerIdentity): Promise<void> {
    const partition = this.#random.int(PARTITIONS);
    const answer = await this.#answered(
      this.#fixture.add(producer, [{ topic: "t", partition }], 2),
    );
    if (answer === "NONE") this.#added.add(`t-${partition}`);
    if (answer === "PRODUCER_FENCED") this.#producer = null;
  }

  async #end(producer: ProducerIdentity): Promise<void> {
    const isCommit = this.#random.int(3) > 0;
    const answer = await this.#answered(
      this.#fixture.end(producer, { isCommit, bumpsEpoch: true }),
    );
    if (answer === null) return;
    if (answer.errorCode === ErrorCode.PRODUCER_FENCED) this.#producer = null;
    if (answer.errorCode !== ErrorCode.NONE) return;
    const owner = `${producer.producerId} ${producer.producerEpoch + 1}`;
    this.ends.push({ owner, isCommit, places: this.#added });
    this.#begin(answer);
  }

  #begin({ producerId, producerEpoch }: ProducerIdentity): void {
    this.#producer = { producerId, producerEpoch };
    this.#added = new Set();
  }

  #failMarkers(): void {
    const codes = [ErrorCode.KAFKA_STORAGE_ERROR, ErrorCode.NOT_LEADER_OR_FOLLOWER];
    this.#fixture.answers.set(`t-${this.#random.int(PARTITIONS)}`, codes[this.#random.int(2)]!);
  }

  #calm(): void {
    this.#fixture.answers.clear();
    this.#fixture.log.release();
    void this.#fixture.releaseMarkers();
  }

  async #crash(): Promise<void> {
    this.crashes++;
    const before = this.#fixture;
    const left = new MemoryRecordLog(before.log.flushedEntries);
    this.#markers.push(...before.markers);
    before.transactions.close();
    const next = new Fixture({ log: left, clock: before.clock });
    next.nextProducerId = before.nextProducerId;
    await next.transactions.start([0]);
    await settle();
    this.#fixture = next;
  }

  #check(): void {
    const markers = [...this.#markers, ...this.#fixture.markers];
    const said = new Map<string, Set<boolean>>();
    const written = new Map<string, Set<string>>();
    for (const { producerId, producerEpoch, isCommit, place } of markers) {
      const owner = `${producerId} ${producerEpoch}`;
      said.set(owner, (said.get(owner) ?? new Set()).add(isCommit));
      written.set(owner, (written.get(owner) ?? new Set()).add(place));
    }
    for (const [owner, ends] of said) expect([owner, ends.size]).toEqual([owner, 1]);
    for (const { owner, isCommit, places } of this.ends) {
      for (const place of places) {
        expect([owner, place, written.get(owner)?.has(place)]).toEqual([owner, place, true]);
        expect([owner, said.get(owner)?.has(isCommit)]).toEqual([owner, true]);
      }
    }
    expect(new Set(this.#started).size).toBe(this.#started.length);
    expect(this.#fixture.states.at(-1)).not.toMatch(/^Prepare/);
  }
}

test.each(Array.from({ length: 60 }, (_, i) => i + 1))("seed %i", async (seed) => {
  const life = new Life(seed);
  await life.run();
  expect(life.crashes).toBeGreaterThan(1);
  expect(life.ends.length).toBeGreaterThan(0);
});
