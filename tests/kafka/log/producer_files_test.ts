import { beforeEach, describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import { TestPartitions } from "./test_partitions.ts";
import { FOLDER, SMALL_SEGMENTS, TransactionFixture } from "./transaction_fixture.ts";

let fixture: TransactionFixture;

beforeEach(async () => {
  fixture = await TransactionFixture.open();
});

describe("after a restart", () => {
  function work() {
    fixture.write(1);
    fixture.write(2);
    fixture.abort(1, { coordinatorEpoch: 5 });
    fixture.write(3, 7);
    fixture.end(2, { producerEpoch: 1, transactionVersion: 2 });
    fixture.write(4);
    fixture.abort(4);
  }

  test("all stands as before: clean stop", async () => {
    work();
    const before = await fixture.standing();
    expect(before.lastStableOffset).toBe(3);
    fixture = await TransactionFixture.open(await fixture.running.restart());
    expect(await fixture.standing()).toEqual(before);
    expect(() => fixture.end(1, { coordinatorEpoch: 4 })).toThrow("Coordinator epoch");
    expect(() => fixture.end(2)).toThrow("last seen epoch is 1");
    fixture.end(3, { producerEpoch: 7 });
    expect(fixture.partition.lastStableOffset).toBe(fixture.partition.highWatermark);
  });

  test.each([1, 2, 3, 4, 5, 6])("all stands as before: power cut, seed %i", async (seed) => {
    work();
    const before = await fixture.standing();
    await fixture.partition.log.flushed(fixture.partition.logEndOffset);
    fixture = await TransactionFixture.open(fixture.running.crash(seed));
    expect(await fixture.standing()).toEqual(before);
  });

  test.each(Array.from({ length: 12 }, (_, seed) => seed))(
    "what is in the log is what is known: random work and power cuts, seed %i",
    async (seed) => {
      fixture = await TransactionFixture.open(new TestPartitions(), SMALL_SEGMENTS);
      const random = new SeededRandom(seed);
      for (let round = 0; round < 4; round++) {
        for (let i = 0; i < 15; i++) {
          await step(random);
        }
        // What a new process makes of the whole log, without any file beside it.
        if (random.int(2) === 0) {
          await fixture.onDisk(fixture.partition.log.flushed(fixture.partition.logEndOffset));
        }
        fixture = await TransactionFixture.open(
          fixture.running.crash(random.int(1 << 30)),
          SMALL_SEGMENTS,
        );
        const found = await fixture.standing();
        const bare = await fromLogAlone();
        expect(found).toEqual(bare);
        fixture.sequences.clear();
        for (const entry of found.producers) {
          fixture.sequences.set(entry.producerId, (entry.batches.at(-1)?.lastSequence ?? -1) + 1);
        }
      }
    },
  );

  async function step(random: SeededRandom): Promise<void> {
    const id = random.int(4);
    switch (random.int(6)) {
      case 0:
        fixture.abort(id);
        break;
      case 1:
        fixture.end(id);
        break;
      case 2:
        await fixture.onDisk(fixture.running.store.checkpoint());
        break;
      default:
        fixture.write(id);
    }
  }

  async function fromLogAlone() {
    const files = fixture.running.files.crash(new SeededRandom(1));
    for (const name of files.list(FOLDER)) {
      if (/\.(snapshot|txnindex)$/.test(name)) files.remove(`${FOLDER}/${name}`);
    }
    files.remove("/data/recovery-point-offset-checkpoint");
    const bare = await TransactionFixture.open(new TestPartitions({ files }), SMALL_SEGMENTS);
    return bare.standing();
  }
});
