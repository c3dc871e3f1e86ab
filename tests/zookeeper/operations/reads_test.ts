/** The operations that only look: exists, getData, getChildren, getACL and the rest. */
import { describe, expect, test } from "bun:test";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import { CreateMode } from "../../../lib/zookeeper/protocol/create_mode.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import * as requests from "../../../lib/zookeeper/protocol/request_records.ts";
import * as responses from "../../../lib/zookeeper/protocol/response_records.ts";
import { OPEN_ACL_UNSAFE, Perms } from "../../../lib/zookeeper/tree/acl.ts";
import { OperationBench, refusal } from "./operation_bench.ts";

const secret: ACL[] = [{ perms: Perms.ALL, id: { scheme: "digest", id: "u:hash" } }];

describe("exists", () => {
  function exists(bench: OperationBench, path: string | null, watch = false) {
    const reply = bench.read(OpCode.exists, requests.ExistsRequest, { path, watch });
    return responses.ExistsResponse.read(reply!).stat;
  }

  test("replies with the Stat", () => {
    const bench = new OperationBench();
    bench.node("/a", { data: "abc" });
    expect(exists(bench, "/a")).toMatchObject({ czxid: 1n, dataLength: 3 });
  });

  test("watches what is not there too", () => {
    const bench = new OperationBench();
    expect(refusal(() => exists(bench, "/a", true))).toBe("NONODE for /a");
    bench.node("/a");
    expect(bench.caller.heard()).toEqual(["1 /a"]);
  });

  test("refuses null, a null character and what may not be read", () => {
    const bench = new OperationBench();
    bench.node("/s", { acl: secret });
    expect(refusal(() => exists(bench, null))).toBe("MARSHALLINGERROR");
    expect(refusal(() => exists(bench, "/\0"))).toBe("BADARGUMENTS for /\0");
    expect(refusal(() => exists(bench, "/s", true))).toBe("NOAUTH for /s");
    expect(bench.watches.size).toBe(0);
  });
});

describe("getData", () => {
  function getData(bench: OperationBench, path: string | null, watch = false) {
    const reply = bench.read(OpCode.getData, requests.GetDataRequest, { path, watch });
    return responses.GetDataResponse.read(reply!);
  }

  test("replies with data and Stat, and watches", () => {
    const bench = new OperationBench();
    bench.node("/a", { data: "abc" });
    const { data, stat } = getData(bench, "/a", true);
    expect(new TextDecoder().decode(data!)).toBe("abc");
    expect(stat).toMatchObject({ version: 0, dataLength: 3 });
    expect(bench.watches.data.has("/a", { watcher: bench.caller })).toBe(true);
  });

  test("sets no watch where it is refused", () => {
    const bench = new OperationBench();
    bench.node("/s", { acl: secret });
    expect(refusal(() => getData(bench, "/none", true))).toBe("NONODE for /none");
    expect(refusal(() => getData(bench, "/s", true))).toBe("NOAUTH for /s");
    expect(refusal(() => getData(bench, null))).toBe("MARSHALLINGERROR");
    expect(bench.watches.size).toBe(0);
  });
});

describe("getChildren", () => {
  test("replies with names, and watches the children", () => {
    const bench = new OperationBench();
    bench.node("/a");
    bench.node("/a/x");
    bench.node("/a/y");
    const value = { path: "/a", watch: true };
    const reply = bench.read(OpCode.getChildren, requests.GetChildrenRequest, value)!;
    expect(responses.GetChildrenResponse.read(reply).children).toEqual(["x", "y"]);
    bench.node("/a/z");
    expect(bench.caller.heard()).toEqual(["4 /a"]);
  });

  test("the second kind has the Stat as well", () => {
    const bench = new OperationBench();
    const value = { path: "/", watch: false };
    const reply = bench.read(OpCode.getChildren2, requests.GetChildren2Request, value)!;
    const { children, stat } = responses.GetChildren2Response.read(reply);
    expect(children).toEqual(["zookeeper"]);
    expect(stat).toMatchObject({ cversion: -1, numChildren: 1 });
  });

  test("refuses what is not there or may not be read", () => {
    const bench = new OperationBench();
    bench.node("/s", { acl: secret });
    for (const code of [OpCode.getChildren, OpCode.getChildren2]) {
      const ask = (path: string) => () =>
        bench.read(code, requests.GetChildrenRequest, { path, watch: true });
      expect(refusal(ask("/none"))).toBe("NONODE for /none");
      expect(refusal(ask("/s"))).toBe("NOAUTH for /s");
    }
    expect(bench.watches.size).toBe(0);
  });
});

describe("getACL", () => {
  function getAcl(bench: OperationBench, path: string) {
    const reply = bench.read(OpCode.getACL, requests.GetACLRequest, { path });
    return responses.GetACLResponse.read(reply!);
  }

  test("replies with list and Stat", () => {
    const bench = new OperationBench();
    bench.node("/a");
    expect(getAcl(bench, "/a").acl).toEqual([...OPEN_ACL_UNSAFE]);
    expect(getAcl(bench, "/a").stat.aversion).toBe(0);
  });

  test("hides passwords from who does not administer the node", () => {
    const bench = new OperationBench();
    const world: ACL = { perms: Perms.READ, id: { scheme: "world", id: "anyone" } };
    bench.node("/a", { acl: [...secret, world] });
    expect(getAcl(bench, "/a").acl?.[0]?.id.id).toBe("u:x");
    bench.caller.addAuthId({ scheme: "digest", id: "u:hash" });
    expect(getAcl(bench, "/a").acl?.[0]?.id.id).toBe("u:hash");
  });

  test("needs READ or ADMIN", () => {
    const bench = new OperationBench();
    bench.node("/s", { acl: secret });
    expect(refusal(() => getAcl(bench, "/s"))).toBe("NOAUTH for /s");
  });
});

test("getEphemerals tells the session's own, below a prefix", () => {
  const bench = new OperationBench();
  bench.node("/a");
  bench.node("/a/e", { flags: CreateMode.EPHEMERAL });
  bench.node("/b", { flags: CreateMode.EPHEMERAL });
  const ask = (prefixPath: string | null) => {
    const reply = bench.read(OpCode.getEphemerals, requests.GetEphemeralsRequest, { prefixPath });
    return responses.GetEphemeralsResponse.read(reply!).ephemerals;
  };
  expect(ask("/a")).toEqual(["/a/e"]);
  for (const prefix of [null, "", "/", " "]) expect(ask(prefix)).toEqual(["/a/e", "/b"]);
});

test("getAllChildrenNumber counts everything below", () => {
  const bench = new OperationBench();
  bench.node("/a");
  bench.node("/a/b");
  bench.node("/a/b/c");
  const ask = (path: string) => {
    const { GetAllChildrenNumberRequest } = requests;
    const reply = bench.read(OpCode.getAllChildrenNumber, GetAllChildrenNumberRequest, { path });
    return responses.GetAllChildrenNumberResponse.read(reply!).totalNumber;
  };
  expect(ask("/a")).toBe(2);
  expect(ask("/")).toBe(6);
  expect(refusal(() => ask("/none"))).toBe("NONODE for /none");
});

test("sync replies with its path, ping with nothing", () => {
  const bench = new OperationBench();
  const reply = bench.read(OpCode.sync, requests.SyncRequest, { path: "/a" });
  expect(responses.SyncResponse.read(reply!).path).toBe("/a");
  expect(bench.read(OpCode.ping, { write() {} }, null)).toBeNull();
});

test.each([
  [false, "RECONFIGDISABLED"],
  [true, "UNIMPLEMENTED"],
])("reconfig is refused, with reconfigEnabled=%p too", (reconfigEnabled, name) => {
  const bench = new OperationBench({ reconfigEnabled });
  const value = {
    joiningServers: null,
    leavingServers: null,
    newMembers: null,
    curConfigId: -1,
  };
  const run = () => bench.read(OpCode.reconfig, requests.ReconfigRequest, value);
  expect(refusal(run)).toBe(name);
});
