import { describe, expect, test } from "bun:test";
import { limits } from "../../../lib/broker/doctor/limits.ts";
import { DoctorGround, lineOf } from "./doctor_ground.ts";

const MIB = 1 << 20;

function limitsFile(soft: string): string {
  return `Limit                     Soft Limit           Hard Limit           Units\n` +
    `Max open files            ${soft}                1048576              files\n`;
}

describe("limits", () => {
  test("a machine that tells nothing, and one with enough", async () => {
    expect((await new DoctorGround().findings(limits)).map(({ verdict }) => verdict))
      .toEqual(["ok", "ok", "ok"]);
    const ground = new DoctorGround();
    ground.put("/proc/self/limits", limitsFile("65536"));
    ground.put("/proc/sys/vm/max_map_count", "65530\n");
    expect((await ground.findings(limits)).map(lineOf)).toEqual([
      "ok open files: 65536 of this shell; 600 for logs, 1000 for connections",
      "ok memory: 1.0 GiB, by the machine, memory.budget=40% is 410 MiB",
      "ok vm.max_map_count: 65530; about 2000 for 0 logs",
    ]);
  });

  test("few files: of the kedge that runs where one does", async () => {
    const ground = new DoctorGround({ running: { holder: "process 42 (kedge)", pid: 42 } });
    ground.put("/proc/self/limits", limitsFile("65536"));
    ground.put("/proc/42/limits", limitsFile("1024"));
    const [files] = await ground.findings(limits);
    expect([files?.verdict, files?.found.startsWith("1024 of process 42;")]).toEqual([
      "warn",
      true,
    ]);
    ground.put("/proc/42/limits", limitsFile("256"));
    expect((await ground.findings(limits))[0]?.verdict).toBe("FAIL");
  });

  test("memory that memory.budget does not fit into", async () => {
    const machine = {
      memoryLimit: () => ({ bytes: 512 * MIB, origin: "the control group" as const }),
    };
    const ground = new DoctorGround({ machine, overrides: { "memory.budget": "450MiB" } });
    const [, memory] = await ground.findings(limits);
    expect(memory?.verdict).toBe("FAIL");
    expect(memory?.found).toContain("512 MiB, by the control group, memory.budget=450MiB");
    expect(memory?.advice).toContain("Set memory.budget to 384 MiB or less");
    const small = new DoctorGround({
      machine: { memoryLimit: () => ({ bytes: 100 * MIB, origin: "the machine" }) },
    });
    expect((await small.findings(limits))[1]?.verdict).toBe("warn");
  });

  test("more logs than the system lets map", async () => {
    const ground = new DoctorGround();
    ground.put("/proc/sys/vm/max_map_count", "2100\n");
    for (let i = 0; i < 60; i++) ground.files.makeFolder(`/data/orders-${i}`);
    const [, , maps] = await ground.findings(limits);
    expect(lineOf(maps!)).toBe("FAIL vm.max_map_count: 2100; about 2120 for 60 logs");
    expect(maps?.advice).toContain("sysctl -w vm.max_map_count=262144");
  });
});
