import { afterEach, beforeEach, describe, expect, type Mock, spyOn, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zookeeperCommand } from "../../lib/broker/zookeeper_command.ts";
import { goldenFiles } from "../zookeeper/files/golden_files.ts";

type Write = Mock<typeof process.stdout.write>;

let folder: string;
let stdout: Write;
let stderr: Write;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kedge-zookeeper-"));
  stdout = spyOn(process.stdout, "write").mockReturnValue(true);
  stderr = spyOn(process.stderr, "write").mockReturnValue(true);
  mkdirSync(join(folder, "zk/version-2"), { recursive: true });
  for (const [name, bytes] of goldenFiles("3.9.5")) {
    writeFileSync(join(folder, "zk/version-2", name), bytes);
  }
});

afterEach(() => {
  stdout.mockRestore();
  stderr.mockRestore();
  rmSync(folder, { recursive: true });
});

function written(write: Write): string {
  return write.mock.calls.map(([text]) => String(text)).join("");
}

function run(...args: string[]): Promise<number> {
  return zookeeperCommand(args.map((one) => one.replace("@", folder)));
}

describe("kedge zookeeper", () => {
  test("moves there and back on a real disk", async () => {
    expect(await run("import", "--data-dir", "@/zk", "--into", "@/data")).toBe(0);
    expect(await run("export", "--data-dir", "@/out", "--from", "@/data")).toBe(0);
    expect(written(stderr)).toBe("");
    expect(written(stdout)).toContain(`Exported to ${folder}/out/version-2/snapshot.28.`);
    expect(readdirSync(join(folder, "out/version-2"))).toEqual(["snapshot.28"]);
  });

  test("says what is wrong and what to do, without a stack", async () => {
    const log = goldenFiles("3.9.5").get("log.18")!;
    log[200]! ^= 1;
    writeFileSync(join(folder, "zk/version-2/log.18"), log);
    expect(await run("import", "--data-dir", "@/zk", "--into", "@/data")).toBe(1);
    expect(written(stderr)).toMatch(
      /^kedge: .*\/log\.18 is damaged at byte \d+: the checksum .*\. Copy the file from a backup/,
    );
    expect(written(stderr)).toContain("(truncate -s 180)");
    expect(written(stderr)).not.toContain("\n    at ");
    expect(await run("import", "--data-dir", "@/nothing", "--into", "@/data")).toBe(1);
    expect(written(stderr)).toContain("kedge: Cannot restore: there is neither a snapshot in");
  });

  test("takes the settings that a start takes", async () => {
    const override = `--override=log.dirs=${folder}/own`;
    expect(await run("import", "--data-dir", "@/zk", override)).toBe(0);
    expect(existsSync(join(folder, "own/__znode_transactions-0"))).toBe(true);
    expect(await run("import", "--data-dir", "@/zk", "--override", "log.dirs=")).toBe(1);
    expect(await run("import", "@/no.properties", "--data-dir", "@/zk")).toBe(1);
    expect(written(stderr)).toContain("no.properties: there is no file ");
  });

  test("help and faults of the arguments", async () => {
    expect(await run("--help")).toBe(0);
    expect(written(stdout)).toStartWith("usage: kedge zookeeper import");
    expect(await run("import")).toBe(2);
    expect(written(stderr)).toStartWith("kedge zookeeper: --data-dir is missing");
  });
});
