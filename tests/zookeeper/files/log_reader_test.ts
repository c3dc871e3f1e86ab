import { describe, expect, test } from "bun:test";
import { Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { TxnDigest, TxnHeader } from "../../../lib/zookeeper/protocol/txn_records.ts";
import { readTransactionLog, type TornEnd } from "../../../lib/zookeeper/files/log_reader.ts";
import type { LoggedTransaction } from "../../../lib/zookeeper/files/logged_transaction.ts";
import { diskWith, FOLDER, goldenFiles, RELEASES } from "./golden_files.ts";
import {
  entriesOf,
  entryBytes,
  logBytes,
  logOf,
  txn,
  TXN_CODECS,
  type TxnType,
} from "./log_bytes.ts";

interface Read {
  readonly transactions: LoggedTransaction[];
  readonly torn: TornEnd[];
}

async function read(bytes: Uint8Array, name = "log.1"): Promise<Read> {
  const files = diskWith(new Map([[name, bytes]]));
  const found: Read = { transactions: [], torn: [] };
  await readTransactionLog(`${FOLDER}/${name}`, {
    transaction: (one) => void found.transactions.push(one),
    endedTorn: (end) => void found.torn.push(end),
  }, files).finally(() => expect(files.openHandles).toBe(0));
  return found;
}

const logs = RELEASES.flatMap((release) =>
  [...goldenFiles(release)].filter(([name]) => name.startsWith("log."))
    .map(([name, bytes]) => ({ label: `${release}'s ${name}`, bytes }))
);

/** Reads an entry by the tables and writes it again. */
function rewritten(entry: Uint8Array): Uint8Array {
  const reader = new Reader(entry);
  const writer = new Writer();
  const header = TxnHeader.read(reader);
  TxnHeader.write(writer, header);
  const type = header.type as TxnType;
  // Before 3.6 the end of a session had no record.
  if (reader.remaining > 0) {
    const codec = TXN_CODECS[type] as {
      read(reader: Reader): unknown;
      write(writer: Writer, value: unknown): void;
    };
    codec.write(writer, codec.read(reader));
  }
  if (reader.remaining > 0) TxnDigest.write(writer, TxnDigest.read(reader));
  expect(reader.remaining).toBe(0);
  return writer.finish();
}

describe("logs of real ZooKeepers", () => {
  for (const { label, bytes } of logs) {
    test(`${label} is read and written as it was`, () => {
      const entries = entriesOf(bytes).map(({ entry }) => rewritten(entry));
      const copy = logBytes(entries, { padding: 0 });
      expect(entries.length).toBeGreaterThan(10);
      expect(copy.toHex()).toBe(bytes.slice(0, copy.length).toHex());
      expect(bytes.slice(copy.length).every((byte) => byte === 0)).toBe(true);
    });

    test(`${label} is read whole`, async () => {
      const { transactions, torn } = await read(bytes);
      const first = transactions[0]!.zxid;
      expect(torn).toEqual([]);
      expect(transactions.map(({ zxid }) => zxid)).toEqual(
        entriesOf(bytes).map((_, index) => first + index),
      );
    });
  }

  test("kinds of changes", async () => {
    const { transactions } = await read(goldenFiles("3.9.5").get("log.18")!);
    const kinds = transactions.map(({ changes }) => changes.map(({ kind }) => kind).join());
    expect(kinds).toEqual([
      "createSession",
      "create",
      "create",
      "create,create,setData,delete",
      "",
      "setAcl",
      "delete",
      "create",
      "create",
      "create",
      "create",
      "create",
      "create",
      "",
      "createSession",
      "create",
      "closeSession",
    ]);
    expect(transactions[1]?.digest?.version).toBe(2);
    expect(transactions.at(-1)?.changes[0]).toEqual({
      kind: "closeSession",
      paths: ["/later/gone"],
    });
  });
});

const CREATE = { path: "/a", data: null, acl: null, ephemeral: false, parentCVersion: 1 };
const one = txn(1, OpCode.create, CREATE);
const two = txn(2, OpCode.delete, { path: "/a" });
const whole = logOf(one, two);
const second = entriesOf(whole)[1]!.position;
const end = whole.length - 64;

function changed(at: number, bytes: readonly number[]): Uint8Array {
  const copy = whole.slice();
  copy.set(bytes, at);
  return copy;
}

describe("a log that a crash ended", () => {
  const cases: [string, Uint8Array, number, number | null][] = [
    ["behind an entry", whole.slice(0, end), 2, null],
    ["within the zeros", whole.slice(0, end + 12), 2, null],
    ["within a few zeros", whole.slice(0, end + 5), 2, end],
    ["within a checksum", whole.slice(0, second + 5), 1, second],
    ["within an entry", whole.slice(0, end - 3), 1, second],
    ["before the end mark", whole.slice(0, end - 1), 1, second],
    ["with zeros for the end of an entry", changed(end - 4, [0, 0, 0, 0]), 1, second],
    ["before its header", new Uint8Array(0), 0, 0],
    ["within its header", whole.slice(0, 9), 0, 0],
  ];

  test.each(cases)("%s", async (_name, bytes, count, position) => {
    const { transactions, torn } = await read(bytes);
    expect(transactions).toHaveLength(count);
    expect(torn).toEqual(position === null ? [] : [{ path: `${FOLDER}/log.1`, position }]);
  });
});

describe("a damaged log", () => {
  const cases: [string, Uint8Array, number, string][] = [
    ["another file", changed(0, [0x50]), 0, "it does not begin with ZKLG"],
    ["another version", changed(7, [9]), 0, "it is of version 9, and 2 is read"],
    ["a bit of an entry", changed(second + 20, [0xff]), second, "the checksum there is"],
    ["a bit of a checksum", changed(second + 7, [0xff]), second, "the checksum there is"],
    ["a length below 0", changed(second + 8, [0xff]), second + 8, "an entry of -"],
    ["a length of 2 GiB", changed(second + 8, [0x7f]), second + 8, "an entry of 2130"],
    ["an unknown kind", logOf({ zxid: 1, type: 99 }), 16, "of an unknown kind, operation 99"],
    ["half a record", logOf({ zxid: 1, type: OpCode.setData }), 16, "that cannot be read"],
    ["no path", logOf(txn(1, OpCode.delete, { path: null })), 16, "the path null in it"],
    ["a path without a slash", logOf(txn(1, OpCode.delete, { path: "a" })), 16, "the path a"],
    [
      "an impossible time to live",
      logOf(txn(1, OpCode.createTTL, { ...CREATE, ttl: -5 })),
      16,
      "a time to live of -5 ms",
    ],
    [
      "an unknown member",
      logOf(txn(1, OpCode.multi, { txns: [{ type: OpCode.getData, data: null }] })),
      16,
      "of an unknown kind, getData",
    ],
  ];

  test.each(cases)("%s", async (_name, bytes, position, found) => {
    const error = await read(bytes).then(() => null, (error) => error);
    expect(error?.name).toBe("DamagedFileError");
    expect(error.message).toStartWith(`${FOLDER}/log.1 is damaged at byte ${position}: `);
    expect(error.message).toContain(found);
  });
});

test("a log is read whatever its length, in entries of any length", async () => {
  const transactions = Array.from({ length: 3000 }, (_, index) => {
    const data = new Uint8Array(index % 7 === 0 ? 4000 : 10).fill(index);
    return txn(index + 1, OpCode.setData, { path: `/n${index}`, data, version: index });
  });
  const large = txn(3001, OpCode.setData, {
    path: "/large",
    data: new Uint8Array(2 << 20).fill(9),
    version: 1,
  });
  const found = await read(
    logOf(...transactions, large, txn(3002, OpCode.delete, { path: "/n1" })),
  );
  expect(found.transactions.map(({ zxid }) => zxid)).toEqual(
    Array.from({ length: 3002 }, (_, index) => index + 1),
  );
  // Earlier ones were copied: the window has moved on.
  const data = new Uint8Array(4000).fill(7);
  expect(found.transactions[7]?.changes[0]).toMatchObject({ kind: "setData", data });
});

test("a create of a server before 3.4 has no counter", async () => {
  const body = new Writer();
  const { path, data, ephemeral } = CREATE;
  const before = { path, data, acl: [], ephemeral };
  const { parentCVersion: _counter, ...fields } = TXN_CODECS[OpCode.create].fields;
  fields.path.write(body, before.path);
  fields.data.write(body, before.data);
  fields.acl.write(body, before.acl);
  fields.ephemeral.write(body, before.ephemeral);
  const entry = entryBytes({ zxid: 1, type: OpCode.create, body: body.finish() });
  const { transactions } = await read(logBytes([entry]));
  expect(transactions[0]?.changes[0]).toMatchObject({ path: "/a", parentCVersion: -1 });
});

test("an end of a session without its record, with a digest behind it", async () => {
  const digest = { version: 2, treeDigest: 0x1234567890n };
  const bytes = logOf({ zxid: 1, type: OpCode.closeSession }, {
    zxid: 2,
    type: OpCode.closeSession,
    digest,
  });
  const { transactions } = await read(bytes);
  expect(transactions.map(({ changes }) => changes)).toEqual([
    [{ kind: "closeSession", paths: null }],
    [{ kind: "closeSession", paths: null }],
  ]);
  expect(transactions[1]?.digest).toEqual({ version: 2, digest: digest.treeDigest });
});
