import { describe, expect, test } from "bun:test";
import { parseDoctorArguments } from "../../../lib/broker/doctor/arguments.ts";
import { bytesText, countText, millisText } from "../../../lib/broker/doctor/amounts.ts";
import { settingFindings } from "../../../lib/broker/doctor/doctor_command.ts";
import { fail, ok, warn } from "../../../lib/broker/doctor/finding.ts";
import { DoctorReport } from "../../../lib/broker/doctor/report.ts";
import { runChecks, runningKedge } from "../../../lib/broker/doctor/run_checks.ts";
import { readServerConfig } from "../../../lib/config/server_config_reading.ts";
import { DoctorGround } from "./doctor_ground.ts";

function report(form: "text" | "json") {
  let out = "";
  return { report: new DoctorReport(form, (text) => out += text), text: () => out };
}

describe("DoctorReport", () => {
  test("tells each finding under its check, and the sum", () => {
    const { report: told, text } = report("text");
    told.add("ports", ok("a", "free"));
    told.add("ports", fail("b", "taken", { advice: "Stop it" }));
    told.add("clock", warn("c", "late", { advice: "Set it" }));
    expect(told.end()).toBe(1);
    expect(text()).toBe(
      "ports\n  ok    a: free\n  FAIL  b: taken\n        do: Stop it\nclock\n  warn  c: late\n" +
        "        do: Set it\nFAIL: 1 failure, 1 warning, 1 ok\n",
    );
  });

  test("as JSON it is one object; warnings leave with 0", () => {
    const { report: told, text } = report("json");
    told.add("clock", warn("c", "late", { advice: "Set it" }));
    expect(told.end()).toBe(0);
    expect(JSON.parse(text())).toEqual({
      verdict: "warn",
      findings: [
        { check: "clock", verdict: "warn", subject: "c", found: "late", advice: "Set it" },
      ],
    });
  });
});

describe("runChecks()", () => {
  test("a check that throws is a finding; of the data alone where that is asked", async () => {
    const ground = new DoctorGround();
    const checks = [
      {
        name: "broken",
        about: "machine" as const,
        async *run() {
          yield await Promise.resolve(ok("x", "fine"));
          throw new Error("EACCES");
        },
      },
      {
        name: "data",
        about: "data" as const,
        async *run() {
          yield await Promise.resolve(ok("y", "fine"));
        },
      },
    ];
    const all = report("text");
    await runChecks(checks, { ground, report: all.report, scope: "all" });
    expect(all.text()).toContain("FAIL  broken: could not be checked: EACCES\n");
    expect(all.text()).toContain("ok    y: fine\n");
    const data = report("text");
    await runChecks(checks, { ground, report: data.report, scope: "data" });
    expect(data.text()).toBe("data\n  ok    y: fine\n");
  });
});

describe("runningKedge()", () => {
  test("is who holds the lock; nothing is made where there is none", () => {
    const { files } = new DoctorGround();
    files.makeFolder("/data");
    expect([runningKedge(files, ["/data"]), files.exists("/data/.lock")]).toEqual([null, false]);
    const lock = files.lock("/data/.lock");
    expect(runningKedge(files, ["/none", "/data"])).toEqual({
      holder: "another process",
      pid: null,
    });
    lock.release();
    expect(runningKedge(files, ["/data"])).toBeNull();
  });
});

describe("settingFindings()", () => {
  test("each bad setting is told, an advertised 0.0.0.0 too", () => {
    const overrides = ["advertised.listeners=PLAINTEXT://0.0.0.0:9092"];
    const [finding, ...rest] = [...settingFindings(readServerConfig({ overrides }))];
    expect([finding?.verdict, finding?.subject, rest]).toEqual([
      "FAIL",
      "advertised.listeners",
      [],
    ]);
    expect([...settingFindings(readServerConfig({}))].map(({ verdict }) => verdict)).toEqual([
      "ok",
    ]);
  });
});

describe("parseDoctorArguments()", () => {
  test("its own words and those of a start", () => {
    expect(parseDoctorArguments(["s.properties", "--json", "--override", "a=b"])).toEqual({
      kedge: { files: ["s.properties"], zooCfg: null, overrides: ["a=b"] },
      scope: "all",
      form: "json",
    });
    expect(parseDoctorArguments(["--data-only"])).toMatchObject({ scope: "data", form: "text" });
    const refused = parseDoctorArguments(["--wrong"]);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect("text" in refused && refused.text.split("\n")[0])
      .toBe("kedge doctor: unknown option --wrong");
    expect(parseDoctorArguments(["--help"])).toMatchObject({ exitCode: 0 });
  });
});

test("amounts as people read them", () => {
  expect([bytesText(17), bytesText(1536), bytesText(250 << 20), bytesText(3 * 2 ** 40)])
    .toEqual(["17 bytes", "1.5 KiB", "250 MiB", "3.0 TiB"]);
  expect([millisText(0.421), millisText(12.6), countText(1, "log"), countText(0, "log")])
    .toEqual(["0.42 ms", "13 ms", "1 log", "0 logs"]);
});
