import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInstall } from "../../lib/cli/install_systemd.ts";
import { MemoryInstallation } from "./install_systemd/memory_installation.ts";
import { RecordingTerminal } from "./recording_terminal.ts";

const UNIT = "/etc/systemd/system/kedge.service";
const CONFIG = "/etc/kedge/server.properties";
const EXECUTABLE = "/download/kedge";

function install(
  machine: MemoryInstallation,
  { args = ["systemd"], own = [EXECUTABLE] }: { args?: string[]; own?: string[] } = {},
) {
  const terminal = new RecordingTerminal();
  const exitCode = runInstall(args, { terminal, ground: { machine, own } });
  return { exitCode, out: terminal.out, err: terminal.err };
}

function freshMachine(): MemoryInstallation {
  const machine = new MemoryInstallation();
  machine.files.set(EXECUTABLE, "program 1");
  return machine;
}

describe("kedge install systemd", () => {
  test("puts everything in place, and says what comes next", () => {
    const machine = freshMachine();
    expect(install(machine)).toEqual({
      exitCode: 0,
      out: `wrote /usr/local/bin/kedge
wrote ${CONFIG}
wrote /etc/sysusers.d/kedge.conf
made  user kedge
wrote ${UNIT}

Next:
  systemctl daemon-reload
  systemctl enable --now kedge
  journalctl -u kedge -f
`,
      err: "",
    });
    expect(machine.ran).toEqual([["systemd-sysusers", "/etc/sysusers.d/kedge.conf"]]);
    expect(machine.readText("/usr/local/bin/kedge")).toBe("program 1");
    expect(machine.readText(CONFIG)).toContain("\nlog.dirs=/var/lib/kedge\n");
    expect(machine.readText(UNIT)).toContain(
      `\nExecStart=/usr/local/bin/kedge start ${CONFIG}\n`,
    );
  });

  test("changes nothing the second time", () => {
    const machine = freshMachine();
    install(machine);
    const before = new Map(machine.files);
    const { exitCode, out } = install(machine);
    expect(exitCode).toBe(0);
    expect(out).toEndWith("\nNothing has changed: systemctl status kedge\n");
    expect(out).not.toContain("wrote");
    expect(machine.files).toEqual(before);
    expect(machine.ran).toHaveLength(1);
  });

  test("brings a newer executable in, and keeps the settings", () => {
    const machine = freshMachine();
    install(machine);
    machine.files.set(EXECUTABLE, "program 2");
    machine.files.set(CONFIG, "log.dirs=/var/lib/kedge\nnum.partitions=3\n");
    expect(install(machine).out).toEndWith(
      "\nNext:\n  systemctl restart kedge\n  journalctl -u kedge -f\n",
    );
    expect(machine.readText("/usr/local/bin/kedge")).toBe("program 2");
    expect(machine.readText(CONFIG)).toContain("num.partitions=3");
  });

  test("leaves a unit that differs, and everything else then, until it is forced", () => {
    const machine = freshMachine();
    machine.files.set(UNIT, "[Service]\n");
    const { exitCode, out, err } = install(machine);
    expect([exitCode, out]).toEqual([1, ""]);
    expect(err).toStartWith(`kedge install systemd: ${UNIT} is there and differs`);
    expect(err).toContain("--force");
    expect(machine.files.has("/usr/local/bin/kedge")).toBe(false);
    expect(install(machine, { args: ["systemd", "--force"] }).exitCode).toBe(0);
    expect(machine.readText(UNIT)).toContain("Type=notify");
  });

  test("prints the unit and does nothing on a dry run, whoever asks", () => {
    const machine = freshMachine();
    machine.userId = 1000;
    machine.files.delete("/run/systemd/system");
    const before = new Map(machine.files);
    const { exitCode, out } = install(machine, {
      args: ["systemd", "--dry-run"],
      own: ["bun", "main.ts"],
    });
    expect(exitCode).toBe(0);
    const example = join(import.meta.dir, "../../examples/systemd/kedge.service");
    expect(out).toBe(readFileSync(example, "utf8"));
    expect(machine.files).toEqual(before);
  });

  test("prepares a disk image without root and without systemd", () => {
    const machine = freshMachine();
    machine.userId = 1000;
    machine.files.delete("/run/systemd/system");
    const { exitCode, out } = install(machine, { args: ["systemd", "--root", "/image"] });
    expect(exitCode).toBe(0);
    expect(out).toContain("systemctl --root=/image enable kedge");
    expect(machine.ran).toEqual([]);
    expect([...machine.files.keys()].filter((path) => path.startsWith("/image"))).toEqual([
      "/image/usr/local/bin/kedge",
      `/image${CONFIG}`,
      "/image/etc/sysusers.d/kedge.conf",
      `/image${UNIT}`,
    ]);
    expect(machine.readText(`/image${UNIT}`)).toContain("ExecStart=/usr/local/bin/kedge ");
  });
});

describe("kedge install systemd does nothing", () => {
  test("where systemd does not run the machine", () => {
    const machine = freshMachine();
    machine.files.delete("/run/systemd/system");
    expect(install(machine)).toMatchObject({
      exitCode: 1,
      out: "",
      err: expect.stringMatching(/not started by systemd.*kedge start --daemon.*\n$/),
    });
    expect(machine.files.has(UNIT)).toBe(false);
  });

  test("for who is not root", () => {
    const machine = freshMachine();
    machine.userId = 1000;
    expect(install(machine)).toMatchObject({
      exitCode: 1,
      err: "kedge install systemd: Only root can install a service: put sudo before it. " +
        "--dry-run prints the unit\n",
    });
  });

  test("from the source", () => {
    expect(install(freshMachine(), { own: ["bun", "main.ts"] })).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("npm run build"),
    });
  });

  test("where the user cannot be made, or a file not be written", () => {
    const machine = freshMachine();
    machine.outcome = { exitCode: 1, output: "Failed to take /etc/passwd lock\n" };
    expect(install(machine)).toMatchObject({
      exitCode: 1,
      err: "kedge install systemd: Cannot make the user kedge: systemd-sysusers says Failed to " +
        "take /etc/passwd lock. Make it (useradd --system --no-create-home kedge), and call this " +
        "again\n",
    });
    expect(machine.files.has(UNIT)).toBe(false);
    machine.files.delete("/etc/sysusers.d/kedge.conf");
    machine.writeText = () => {
      throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
    };
    expect(install(machine)).toMatchObject({
      exitCode: 1,
      err: "kedge install systemd: EROFS: read-only file system\n",
    });
  });

  test.each<{ args: string[]; fault: string }>([
    { args: [], fault: "usage: kedge install systemd" },
    { args: ["launchd"], fault: "kedge install: it knows systemd only, and not launchd" },
    { args: ["systemd", "--port", "1"], fault: "kedge install: unknown option --port" },
  ])("for $args", ({ args, fault }) => {
    const { exitCode, err } = install(freshMachine(), { args });
    expect(exitCode).toBe(2);
    expect(err).toStartWith(fault);
  });

  test("but print its usage when asked", () => {
    for (const args of [["--help"], ["systemd", "--help"]]) {
      expect(install(freshMachine(), { args })).toMatchObject({ exitCode: 0, err: "" });
    }
  });
});
