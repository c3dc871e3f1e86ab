import { expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { CheckTransaction } from "../../../lib/zookeeper/operations/check.ts";
import { CloseSessionTransaction } from "../../../lib/zookeeper/operations/close_session.ts";
import { CreateTransaction } from "../../../lib/zookeeper/operations/create.ts";
import { CreateSessionTransaction } from "../../../lib/zookeeper/operations/create_session.ts";
import { DeleteTransaction } from "../../../lib/zookeeper/operations/delete.ts";
import { MultiTransaction } from "../../../lib/zookeeper/operations/multi.ts";
import { SetAclTransaction } from "../../../lib/zookeeper/operations/set_acl.ts";
import { SetDataTransaction } from "../../../lib/zookeeper/operations/set_data.ts";
import type { Transaction } from "../../../lib/zookeeper/operations/transaction.ts";
import {
  decodeTransaction,
  encodeTransaction,
} from "../../../lib/zookeeper/operations/transaction_record.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";

const header = {
  sessionId: 0x1a1fd57b84d0001n,
  cxid: -5,
  zxid: 2 ** 40,
  timeMs: 1_700_000_000_000,
};
const acl = [...OPEN_ACL_UNSAFE];
const data = new Uint8Array([1, 2]);

const creation = new CreateTransaction({
  path: "/한글",
  data,
  acl,
  ephemeralOwner: -(2n ** 63n),
  parentChildrenCreated: 7,
});
const transactions: readonly Transaction[] = [
  creation,
  new DeleteTransaction("/a"),
  new SetDataTransaction({ path: "/a", data: null, version: 3 }),
  new SetAclTransaction({ path: "/a", acl, aversion: 2 }),
  new CheckTransaction("/a"),
  new CreateSessionTransaction({ timeoutMs: 6000, password: new Uint8Array(16), isLocal: true }),
  new CloseSessionTransaction(["/a", "/b"]),
  new MultiTransaction([new CheckTransaction("/a"), creation, new DeleteTransaction("/b")]),
  new MultiTransaction([]),
];

test("every transaction comes back from its record", () => {
  for (const transaction of transactions) {
    const record = encodeTransaction({ header, transaction });
    const read = decodeTransaction(record);
    expect(read.header).toEqual(header);
    expect(read.transaction.type).toBe(transaction.type);
    expect(read.transaction.usesReserve).toBe(transaction.usesReserve);
    expect(encodeTransaction(read)).toEqual(record);
  }
});

test("a record's form does not change", () => {
  const small = { sessionId: 1n, cxid: 2, zxid: 3, timeMs: 4 };
  const record = encodeTransaction({ header: small, transaction: new DeleteTransaction("/a") });
  expect(Buffer.from(record).toString("hex")).toBe(
    "01" + "0000000000000001" + "00000002" + "0000000000000003" + "0000000000000004" +
      "00000002" + "00000002" + "2f61",
  );
});

test("a record of a later program is refused", () => {
  const record = encodeTransaction({ header, transaction: creation });
  record[0] = 2;
  expect(() => decodeTransaction(record)).toThrow("version 2: this program reads version 1");
});

test("cut, lengthened and unknown records are refused", () => {
  const record = encodeTransaction({ header, transaction: creation });
  for (let length = 0; length < record.length; length++) {
    expect(() => decodeTransaction(record.slice(0, length))).toThrow(MalformedError);
  }
  expect(() => decodeTransaction(new Uint8Array([...record, 0]))).toThrow("1 bytes behind its end");
  const unknown = record.slice();
  unknown[32] = 99;
  expect(() => decodeTransaction(unknown)).toThrow("unknown type 99");
});

test("only what makes room or is bounded may use the reserve", () => {
  expect(transactions.map(({ usesReserve }) => usesReserve)).toEqual([
    false,
    true,
    false,
    false,
    true,
    true,
    true,
    false,
    true,
  ]);
});
