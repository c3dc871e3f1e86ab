import { describe, expect, test } from "bun:test";
import { partitions } from "../../../lib/broker/doctor/partitions.ts";
import type { Finding } from "../../../lib/broker/doctor/finding.ts";
import type { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { batchOf, placed, putFile, TestStore } from "../../storage/test_store.ts";
import { DoctorGround, type GroundOptions, lineOf } from "./doctor_ground.ts";

const FOLDER = "/data/orders-0";
/** The segments of a log with one batch of five records of 2000 bytes after the other. */
const SEGMENT_BYTES = 100_000;
const BATCHES = 60;

/** A log of several segments, as a clean shutdown leaves it. */
async function makeLog(options: { timestamp?: number } = {}): Promise<MemoryFileSystem> {
  const { timestamp = 1000 } = options;
  const test = new TestStore();
  const log = test.log({ segmentBytes: SEGMENT_BYTES });
  for (let i = 0; i < BATCHES; i++) {
    log.append(batchOf(5, { valueBytes: 2000, timestamp: timestamp + i }), { leaderEpoch: 0 });
  }
  await test.store.close();
  return test.files;
}

async function findingsOf(
  files: MemoryFileSystem,
  options: GroundOptions = {},
): Promise<Finding[]> {
  return await new DoctorGround({ ...options, files }).findings(partitions);
}

function segmentsOf(files: MemoryFileSystem, suffix = ".log"): string[] {
  return files.list(FOLDER).filter((name) => name.endsWith(suffix))
    .map((name) => `${FOLDER}/${name}`);
}

function change(files: MemoryFileSystem, path: string, to: (bytes: Uint8Array) => Uint8Array) {
  files.replaceFile(path, to(files.readFile(path)));
}

/** The first entry's time becomes 1. */
function zeroTime(bytes: Uint8Array): Uint8Array {
  bytes.fill(0, 0, 8);
  bytes[7] = 1;
  return bytes;
}

function flip(at: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    bytes[at]! ^= 0x40;
    return bytes;
  };
}

describe("partitions", () => {
  test("whole logs are counted, read from end to end, and left as they are", async () => {
    const files = await makeLog();
    const before = files.list(FOLDER).map((name) => files.size(`${FOLDER}/${name}`));
    const segments = segmentsOf(files);
    expect(segments.length).toBeGreaterThan(3);
    const ground = new DoctorGround({ files });
    const [finding, ...rest] = await ground.findings(partitions);
    expect(lineOf(finding!)).toBe(
      `ok /data: 1 log, ${segments.length} segments, 592 KiB read in 0.0 s: all batches are whole`,
    );
    expect(rest).toEqual([]);
    expect(ground.shown).toContain("/data: ");
    expect(files.list(FOLDER).map((name) => files.size(`${FOLDER}/${name}`))).toEqual(before);
    expect(files.openHandles).toBe(0);
  });

  test("a flipped bit: the file, the place, the offsets, and what to do", async () => {
    const files = await makeLog();
    const [, path] = segmentsOf(files);
    change(files, path!, flip(30_000));
    const [finding, ...rest] = await findingsOf(files);
    expect(lineOf(finding!)).toMatch(
      /^FAIL \/data\/orders-0\/0+45\.log: at byte 20[0-9]{3}, from offset 55 on: the checksum of /,
    );
    expect(finding?.advice).toContain(`kedge dump-log --deep-iteration --files ${path}`);
    expect(rest).toEqual([]);
  });

  test("a base offset that goes back, which no checksum covers", async () => {
    const files = await makeLog();
    const [, path] = segmentsOf(files);
    change(files, path!, (bytes) => {
      const view = new DataView(bytes.buffer);
      const second = 12 + view.getInt32(8);
      view.setBigInt64(second, 46n);
      return bytes;
    });
    const [finding] = await findingsOf(files);
    expect(finding?.verdict).toBe("FAIL");
    expect(finding?.found).toContain("begins at offset 46, where 50 or more was to come");
  });

  test("indexes: cut in an entry, cut short, missing, leading elsewhere, promising too little", async () => {
    const cases: [string, (bytes: Uint8Array) => Uint8Array | null, string, string][] = [
      [".index", (bytes) => bytes.subarray(0, 13), "FAIL", "no whole number of entries"],
      [".index", () => null, "warn", "it is missing"],
      [".index", flip(7), "FAIL", "where no batch begins"],
      [".index", flip(3), "FAIL", "says offset"],
      [".timeindex", (bytes) => bytes.subarray(0, 5), "FAIL", "no whole number of entries"],
      [".timeindex", flip(6), "FAIL", "the one before it"],
      [".timeindex", zeroTime, "FAIL", "says that no record up to offset"],
    ];
    for (const [suffix, damage, verdict, words] of cases) {
      const files = await makeLog();
      const [, path] = segmentsOf(files, suffix);
      const damaged = damage(files.readFile(path!));
      if (damaged === null) files.remove(path!);
      else files.replaceFile(path!, damaged);
      const found = await findingsOf(files);
      const finding = found.find(({ subject }) => subject === path);
      expect([suffix, words, finding?.verdict, finding?.found.includes(words)])
        .toEqual([suffix, words, verdict, true]);
      expect(finding?.advice).toContain("recovery-point-offset-checkpoint");
    }
  });

  test("an open end: a torn write is cut by a start, damage below the checkpoint is not", async () => {
    const torn = await makeLog();
    torn.remove("/data/.kafka_cleanshutdown");
    const last = segmentsOf(torn).at(-1)!;
    const size = torn.size(last);
    change(torn, last, (bytes) => bytes.subarray(0, size - 100));
    torn.remove("/data/recovery-point-offset-checkpoint");
    const [finding] = await findingsOf(torn);
    expect([finding?.verdict, finding?.subject]).toEqual(["warn", last]);
    expect(finding?.found).toContain("a write that was broken off");

    const preallocated = await makeLog();
    preallocated.remove("/data/.kafka_cleanshutdown");
    change(preallocated, last, (bytes) => Buffer.concat([bytes, new Uint8Array(50_000)]));
    expect((await findingsOf(preallocated)).map(({ verdict }) => verdict)).toEqual(["ok"]);

    const cut = await makeLog();
    change(cut, last, (bytes) => bytes.subarray(0, size - 100));
    expect((await findingsOf(cut))[0]?.verdict).toBe("FAIL");
  });

  test("a log that ends before what was on disk, and a kedge that starts meanwhile", async () => {
    const files = await makeLog();
    files.replaceFile(
      "/data/recovery-point-offset-checkpoint",
      Buffer.from("0\n1\norders 0 305\n"),
    );
    const lock = files.lock("/data/.lock");
    const [finding, started] = await findingsOf(files);
    lock.release();
    expect(lineOf(finding!)).toBe(
      "FAIL /data/orders-0: it ends at offset 300, and was on disk up to 305: records are lost",
    );
    expect(started?.found).toContain("a kedge was started meanwhile");
  });

  test("a kedge that runs: what it writes to is not read, and that is said", async () => {
    const files = await makeLog();
    files.remove("/data/.kafka_cleanshutdown");
    change(files, segmentsOf(files).at(-1)!, flip(200));
    const running = { holder: "process 42 (kedge start)", pid: 42 };
    const [finding, ...rest] = await findingsOf(files, { running });
    expect(finding?.verdict).toBe("ok");
    expect(finding?.found).toContain("kedge runs: the 1 segment that it writes to");
    expect(rest).toEqual([]);
    change(files, segmentsOf(files)[0]!, flip(200));
    expect((await findingsOf(files, { running }))[0]?.verdict).toBe("FAIL");
  });

  test("missing offsets: a warning, unless the log is compacted", async () => {
    const files = await makeLog();
    files.remove(segmentsOf(files)[1]!);
    const [finding] = await findingsOf(files);
    expect(lineOf(finding!)).toMatch(/^warn \/data\/orders-0: \d+ offsets between its records/);
    files.replaceFile("/data/cleaner-offset-checkpoint", Buffer.from("0\n1\norders 0 5\n"));
    expect((await findingsOf(files))[0]?.verdict).toBe("ok");
  });

  test("two segments with the same offsets, and records dated ahead of the clock", async () => {
    const files = await makeLog();
    const twice = "/data/orders-0/00000000000000000002.log";
    putFile(files, twice, [placed(batchOf(1), 2)]);
    const overlapping = await findingsOf(files);
    expect(overlapping.map(({ subject }) => subject)).toContain(twice);

    const ahead = await makeLog({ timestamp: Date.UTC(2031, 0, 1) });
    const [finding] = await findingsOf(ahead);
    expect([finding?.verdict, finding?.subject]).toEqual(["warn", FOLDER]);
    expect(finding?.found).toContain("dated 2031-01-01");
  });

  test("a disk that cannot be read, and the bound on what is told", async () => {
    const files = await makeLog();
    files.failRead(new Error("EIO: i/o error"));
    const findings = await findingsOf(files);
    expect(findings.every(({ verdict }) => verdict === "FAIL")).toBe(true);
    expect(findings[0]?.found).toBe("cannot be read: EIO: i/o error");
    files.failRead(null);
    for (let i = 1; i < 70; i++) {
      putFile(files, `/data/broken-${i}/00000000000000000000.log`, [new Uint8Array(100).fill(7)]);
    }
    const many = await findingsOf(files);
    expect(many.length).toBe(51);
    expect(many.at(-1)?.found).toBe("19 more findings, which are not shown");
  });
});
