import { afterEach, beforeEach, describe, expect, type Mock, spyOn, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCommand } from "../../lib/broker/start_command.ts";

type Write = Mock<typeof process.stdout.write>;

let folder: string;
let stdout: Write;
let stderr: Write;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kedge-start-"));
  stdout = spyOn(process.stdout, "write").mockReturnValue(true);
  stderr = spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  stdout.mockRestore();
  stderr.mockRestore();
  // What the command leaves to the end of its process.
  process.removeAllListeners("SIGINT").removeAllListeners("SIGHUP");
  rmSync(folder, { recursive: true });
});

function written(write: Write): string {
  return write.mock.calls.map(([text]) => String(text)).join("");
}

describe("kedge start", () => {
  test("serves, says where, and ends on a signal", async () => {
    const serving = new Promise<void>((resolve) => {
      stdout.mockImplementation((text) => {
        if (String(text).includes(" is ready")) resolve();
        return true;
      });
    });
    const ended = startCommand([
      `--override=log.dirs=${folder}`,
      "--override=listeners=PLAINTEXT://127.0.0.1:0",
      "--override=zookeeper.listeners=",
      "--override=rest.listeners=",
      "--override=broker.id=7",
      "--override=logger.level=WARN",
    ]);
    // A start that fails ends at once: what is awaited below would never come.
    await Promise.race([serving, ended]);
    expect(written(stdout)).toMatch(/ {2}kafka {5}127\.0\.0\.1:\d+ \(PLAINTEXT\), /);
    expect(written(stdout)).toContain("A tour, to paste into another terminal:");
    // The command listens for the signal in the turn of the banner, which this promise ends.
    expect(process.listenerCount("SIGTERM")).toBe(1);
    process.emit("SIGTERM");
    expect(await ended).toBe(0);
    expect(readFileSync(join(folder, "meta.properties"), "utf8")).toContain("broker.id=7\n");
    expect(process.listenerCount("SIGTERM")).toBe(0);
  });

  test("writes its log to a file where one is named, also why it could not start", async () => {
    const log = join(folder, "logs", "server.log");
    writeFileSync(join(folder, "data"), "");
    const exitCode = await startCommand([
      `--override=log.dirs=${join(folder, "data")}`,
      "--log-file",
      log,
      "--override=listeners=PLAINTEXT://127.0.0.1:0",
      "--override=zookeeper.listeners=",
      "--override=rest.listeners=",
    ]);
    expect(exitCode).toBe(1);
    expect(written(stderr)).toContain(join(folder, "data"));
    expect(readFileSync(log, "utf8")).toContain(written(stderr).trim());
  });

  test("without a start, says why and gives the exit code", async () => {
    expect(await startCommand(["--nonsense"])).toBe(2);
    expect(written(stderr)).toStartWith("kedge start: unknown option --nonsense\n");
  });

  test("names the file that it cannot read", async () => {
    const file = join(folder, "server.properties");
    expect(await startCommand([file])).toBe(1);
    expect(written(stderr)).toStartWith(`kedge: Cannot read ${file}: there is no file `);
  });

  test("names the settings that are wrong", async () => {
    expect(await startCommand(["--override=num.partitions=many"])).toBe(1);
    expect(written(stderr)).toContain("num.partitions=many");
    expect(written(stdout)).toBe("");
  });
});
