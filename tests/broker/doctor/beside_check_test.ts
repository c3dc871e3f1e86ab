import { describe, expect, test } from "bun:test";
import { checkBeside } from "../../../lib/broker/doctor/beside_check.ts";
import { writeSnapshotFile } from "../../../lib/broker/znode_snapshot_file.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { encodeProducerSnapshot } from "../../../lib/kafka/log/producer_snapshot.ts";
import { ProducerState } from "../../../lib/kafka/log/producer_state.ts";

const FOLDER = "/data/orders-0";

function makeFiles(contents: Readonly<Record<string, string | Uint8Array>>): MemoryFileSystem {
  const files = new MemoryFileSystem();
  files.makeFolder(FOLDER);
  for (const [name, content] of Object.entries(contents)) {
    files.replaceFile(`${FOLDER}/${name}`, Buffer.from(content));
  }
  return files;
}

async function faults(files: MemoryFileSystem): Promise<[string, string][]> {
  const findings = await checkBeside(FOLDER, files);
  return findings.map(({ verdict, subject }) => [verdict, subject.slice(FOLDER.length + 1)]);
}

async function putSnapshot(files: MemoryFileSystem, offset: number): Promise<string> {
  const path = `${FOLDER}/${String(offset).padStart(20, "0")}.znodes`;
  const pieces = [Buffer.from("a tree")];
  await writeSnapshotFile(path, {
    files,
    clock: new MemoryClock(),
    sliceMs: 2,
    ready: () => Promise.resolve(),
    isDropped: () => false,
    pieces: { next: () => pieces.pop() ?? null, end: () => {/* nothing to release */} },
  });
  return path;
}

describe("checkBeside()", () => {
  test("files that are right, and those of no interest", async () => {
    const files = makeFiles({
      "leader-epoch-checkpoint": "0\n2\n0 0\n3 17\n",
      "partition.metadata": "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ",
      "00000000000000000007.snapshot": encodeProducerSnapshot(new ProducerState()),
      "00000000000000000000.txnindex": new Uint8Array(68),
      "something else": "x",
    });
    await putSnapshot(files, 5);
    expect(await faults(files)).toEqual([]);
  });

  test("each that is not right, by name", async () => {
    const snapshot = encodeProducerSnapshot(new ProducerState());
    snapshot[3]! ^= 1;
    const files = makeFiles({
      "leader-epoch-checkpoint": "0\n2\n3 0\n2 17\n",
      "partition.metadata": "version: 0\n",
      "00000000000000000007.snapshot": snapshot,
      "00000000000000000000.txnindex": new Uint8Array(33),
    });
    expect((await faults(files)).sort()).toEqual([
      ["FAIL", "00000000000000000000.txnindex"],
      ["FAIL", "partition.metadata"],
      ["warn", "00000000000000000007.snapshot"],
      ["warn", "leader-epoch-checkpoint"],
    ]);
    files.replaceFile(`${FOLDER}/leader-epoch-checkpoint`, Buffer.from("0\n9\n"));
    expect(await faults(files)).toContainEqual(["warn", "leader-epoch-checkpoint"]);
  });

  test("a damaged snapshot of the znodes is worse where no other is whole", async () => {
    const files = makeFiles({});
    const newest = await putSnapshot(files, 9);
    const bytes = files.readFile(newest);
    bytes[6]! ^= 1;
    files.replaceFile(newest, bytes);
    expect((await faults(files))[0]?.[0]).toBe("FAIL");
    await putSnapshot(files, 5);
    expect((await faults(files))[0]?.[0]).toBe("warn");
  });
});
