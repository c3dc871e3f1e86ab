import { expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { multi } from "../../../lib/zookeeper/operations/multi.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import {
  CheckVersionRequest,
  CreateRequest,
  DeleteRequest,
  MultiHeader,
  SetDataRequest,
} from "../../../lib/zookeeper/protocol/request_records.ts";
import {
  Create2Response,
  CreateResponse,
  ErrorResponse,
  SetDataResponse,
} from "../../../lib/zookeeper/protocol/response_records.ts";
import { OPEN_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { WatchMode } from "../../../lib/zookeeper/tree/watch_table.ts";
import { OperationBench } from "./operation_bench.ts";

type Write = (writer: Writer) => void;

function member(type: number, write: Write): Write {
  return (writer) => {
    MultiHeader.write(writer, { type, done: false, err: -1 });
    write(writer);
  };
}

function create(path: string, flags = 0, type: number = OpCode.create): Write {
  const value = { path, data: null, acl: OPEN_ACL_UNSAFE, flags };
  return member(type, (writer) => CreateRequest.write(writer, value));
}

function remove(path: string, version = -1): Write {
  return member(OpCode.delete, (writer) => DeleteRequest.write(writer, { path, version }));
}

function setData(path: string, version = -1): Write {
  const value = { path, data: new Uint8Array([1]), version };
  return member(OpCode.setData, (writer) => SetDataRequest.write(writer, value));
}

function check(path: string, version: number): Write {
  return member(OpCode.check, (writer) => CheckVersionRequest.write(writer, { path, version }));
}

function run(bench: OperationBench, members: readonly Write[]): Reader {
  const writer = new Writer();
  for (const write of members) write(writer);
  MultiHeader.write(writer, { type: -1, done: true, err: -1 });
  return bench.writeBytes(multi, writer.finish());
}

/** The results in words; a Stat is its version. */
function results(reader: Reader): string[] {
  const list: string[] = [];
  for (;;) {
    const { type, done, err } = MultiHeader.read(reader);
    if (done) {
      expect([type, err, reader.remaining]).toEqual([-1, -1, 0]);
      return list;
    }
    if (type === OpCode.error) {
      expect(ErrorResponse.read(reader).err).toBe(err);
      list.push(`error ${err}`);
    } else if (type === OpCode.create) list.push(`created ${CreateResponse.read(reader).path}`);
    else if (type === OpCode.create2) {
      const { path, stat } = Create2Response.read(reader);
      list.push(`created ${path} at ${stat.czxid}`);
    } else if (type === OpCode.setData) {
      list.push(`set to ${SetDataResponse.read(reader).stat.version}`);
    } else list.push(`did ${type}`);
  }
}

test("all members are done, in order, each seeing those before it", () => {
  const bench = new OperationBench();
  bench.node("/old");
  const reply = run(bench, [
    check("/old", 0),
    create("/a"),
    create("/a/s", CreateMode.PERSISTENT_SEQUENTIAL),
    create("/a/s", CreateMode.PERSISTENT_SEQUENTIAL, OpCode.create2),
    create("/c", CreateMode.CONTAINER, OpCode.createContainer),
    setData("/a", 0),
    setData("/a", 1),
    check("/a", 2),
    remove("/old", 0),
  ]);
  expect(results(reply)).toEqual([
    `did ${OpCode.check}`,
    "created /a",
    "created /a/s0000000000",
    "created /a/s0000000001 at 2",
    "created /c at 2",
    "set to 1",
    "set to 2",
    `did ${OpCode.check}`,
    `did ${OpCode.delete}`,
  ]);
  expect(bench.database.lastProcessedZxid).toBe(2);
  expect(bench.database.tree.get("/a")?.children()).toEqual(["s0000000000", "s0000000001"]);
});

test("one that is refused undoes all; the results say which", () => {
  const bench = new OperationBench();
  bench.node("/old");
  const before = [...bench.database.tree.entries()].map(([path, node]) => [path, node.stat()]);
  const reply = run(bench, [
    create("/a"),
    setData("/old"),
    check("/old", 7),
    remove("/old"),
    create("/b"),
  ]);
  expect(results(reply)).toEqual(["error 0", "error 0", "error -103", "error -2", "error -2"]);
  const after = [...bench.database.tree.entries()].map(([path, node]) => [path, node.stat()]);
  expect(after).toEqual(before);
  expect(bench.database.lastProcessedZxid).toBe(1);
  // Nothing of it is on its way either.
  expect(results(run(bench, [create("/a"), check("/old", 0)]))).toEqual([
    "created /a",
    `did ${OpCode.check}`,
  ]);
});

test("a node may be made and removed in one", () => {
  const bench = new OperationBench();
  run(bench, [create("/a"), remove("/a"), create("/a")]);
  expect(bench.stat("/a")).toMatchObject({ czxid: 1, version: 0 });
  expect(bench.stat("/")).toMatchObject({ cversion: 2, numChildren: 2 });
});

test("an empty one does nothing", () => {
  const bench = new OperationBench();
  expect(results(run(bench, []))).toEqual([]);
});

test("watchers hear of each member", () => {
  const bench = new OperationBench();
  const { caller, watches } = bench;
  watches.addPersistent("/", { watcher: caller, mode: WatchMode.PERSISTENT_RECURSIVE });
  run(bench, [create("/a"), setData("/a"), remove("/a")]);
  expect(caller.heard()).toEqual(["1 /a", "3 /a", "2 /a"]);
});

test("what is no member is malformed", () => {
  const bench = new OperationBench();
  for (const type of [OpCode.getData, OpCode.multi, OpCode.closeSession, 4711]) {
    expect(() => run(bench, [member(type, () => {})])).toThrow(MalformedError);
  }
  const unended = new Writer();
  create("/a")(unended);
  expect(() => bench.writeBytes(multi, unended.finish())).toThrow(MalformedError);
});

test("only what makes room may use the reserve", () => {
  const bench = new OperationBench();
  bench.node("/a");
  function usesReserve(members: readonly Write[]): boolean | undefined {
    const writer = new Writer();
    for (const write of members) write(writer);
    MultiHeader.write(writer, { type: -1, done: true, err: -1 });
    const { changes, caller, settings } = bench;
    const prepare = multi.decode(new Reader(writer.finish()));
    changes.begin();
    const outcome = prepare({ changes, caller, zxid: 2, settings });
    changes.rollback();
    return outcome.transaction?.usesReserve;
  }
  expect(usesReserve([check("/a", 0), remove("/a")])).toBe(true);
  expect(usesReserve([remove("/a"), create("/b")])).toBe(false);
});
