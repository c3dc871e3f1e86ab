import { describe, expect, test } from "bun:test";
import { SmallZooKeeper } from "../../zookeeper/client/small_zookeeper.ts";
import { runLines } from "./run_shell.ts";

describe("the shell's commands that look at znodes", () => {
  test("looks at znodes", async () => {
    const server = new SmallZooKeeper();
    const { both, exitCode } = await runLines(
      server,
      "create /b x",
      "create /a",
      "ls /",
      "create -s /b/s- 1",
      "create -e /b/e",
      "ls -R /",
      "get /b",
      "get /a",
      "getAcl /b",
      "getEphemerals",
      "getAllChildrenNumber /",
      "whoami",
      "sync /",
      "quit",
    );
    expect(both).toBe(
      `Created /b
Created /a
[a, b]
Created /b/s-0000000000
Created /b/e
/
/a
/b
/b/e
/b/s-0000000000
x
null
'world,'anyone
: cdrwa
[/b/e]
4
Auth scheme: User
ip: 127.0.0.1
Sync is OK

WATCHER::

WatchedEvent state:Closed type:None path:null
`,
    );
    expect(exitCode).toBe(0);
  });

  test("tells of watches, unless they are switched off", async () => {
    const { both } = await runLines(
      new SmallZooKeeper(),
      "create /a x",
      "get -w /a",
      "set /a y",
      "printwatches",
      "printwatches off",
      "get -w /a",
      "set /a z",
      "stat -w /nosuch",
    );
    expect(both).toBe(
      `Created /a
x

WATCHER::

WatchedEvent state:SyncConnected type:NodeDataChanged path:/a
printwatches is on
y
Node does not exist: /nosuch
`,
    );
  });
});
