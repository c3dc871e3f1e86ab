import { describe, expect, test } from "bun:test";
import { SmallZooKeeper } from "../../zookeeper/client/small_zookeeper.ts";
import { runLines } from "./run_shell.ts";

describe("the shell's commands that change znodes", () => {
  test("changes znodes, with versions and lists of permissions", async () => {
    const server = new SmallZooKeeper();
    const { both, exitCode } = await runLines(
      server,
      "create /a x",
      "set -v 9 /a y",
      "set /a 'two words'",
      "get /a",
      "create /a/b x world:anyone:r",
      "delete /a",
      "setAcl -R /a digest:u:h=:cdrwa",
      "getAcl /a/b",
      "setAcl /a world:anyone",
      "addauth digest u:p",
      "delete /a/b 7",
      "deleteall /a",
      "ls /",
      "deleteall /a",
    );
    expect(both).toBe(
      `Created /a
version No is not valid : /a
two words
Created /a/b
Node not empty: /a
'digest,'u:h=
: cdrwa
world:anyone does not have the form scheme:id:perm
Acl is not valid : null
'delete path [version]' has been deprecated. Please use 'delete [-v version] path' instead.
version No is not valid : /a/b
[]
Node does not exist: /a
`,
    );
    expect(exitCode).toBe(1);
    const deleted = server.asked.filter((each) => each.startsWith("2 "));
    expect(deleted.slice(-2)).toEqual(["2 /a/b", "2 /a"]);
  });

  test("knows the forms of shells before 3.5", async () => {
    const { both } = await runLines(
      new SmallZooKeeper(),
      "create /a x",
      "rmr /a",
      "rmr /a",
      "ls / watch",
      "create /b",
    );
    expect(both).toBe(
      `Created /a
The command 'rmr' has been deprecated. Please use 'deleteall' instead.
The command 'rmr' has been deprecated. Please use 'deleteall' instead.
Node does not exist: /a
'ls path [watch]' has been deprecated. Please use 'ls [-w] path' instead.
[]

WATCHER::

WatchedEvent state:SyncConnected type:NodeChildrenChanged path:/
Created /b
`,
    );
  });
});
