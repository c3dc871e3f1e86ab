import { describe, expect, test } from "bun:test";
import { addresses } from "../../../lib/broker/doctor/addresses.ts";
import { DoctorGround, type GroundOptions, lineOf } from "./doctor_ground.ts";

const RUNNING = { holder: "process 42 (kedge start)", pid: 42 };

async function linesOf(advertised: string, options: GroundOptions = {}): Promise<string[]> {
  const overrides = { "advertised.listeners": advertised, ...options.overrides };
  const ground = new DoctorGround({ ...options, overrides });
  return (await ground.findings(addresses)).map(lineOf);
}

describe("addresses", () => {
  test("without advertised.listeners clients are told where they came", async () => {
    expect((await new DoctorGround().findings(addresses)).map(lineOf)).toEqual([
      "ok PLAINTEXT: clients are told the address that they came by",
    ]);
  });

  test("names that do not resolve, and those that lead elsewhere than meant", async () => {
    expect(await linesOf("PLAINTEXT://kafka.example:9092")).toEqual([
      "FAIL PLAINTEXT kafka.example:9092: the name does not resolve on this machine",
    ]);
    const names = { localhost: ["127.0.0.1", "::1"], "kafka.example": ["10.0.0.5"] };
    expect(await linesOf("PLAINTEXT://localhost:9092", { names })).toEqual([
      "warn PLAINTEXT localhost:9092: it leads each client to its own machine (127.0.0.1, ::1), " +
      "and the listener takes clients of other machines (0.0.0.0:9092)",
    ]);
    const overrides = { listeners: "PLAINTEXT://127.0.0.1:9092" };
    expect(await linesOf("PLAINTEXT://localhost:9092", { names, overrides })).toEqual([
      "ok PLAINTEXT localhost:9092: leads to 127.0.0.1, ::1; kedge does not run",
    ]);
    expect(await linesOf("PLAINTEXT://kafka.example:9092", { names })).toEqual([
      "ok PLAINTEXT kafka.example:9092: leads to 10.0.0.5; kedge does not run",
    ]);
  });

  test("what a kedge that runs tells is tried", async () => {
    const overrides = { "advertised.listeners": "PLAINTEXT://10.0.0.5:19092" };
    const ground = new DoctorGround({ overrides, running: RUNNING });
    const [silent] = await ground.findings(addresses);
    expect(lineOf(silent!)).toBe(
      "warn PLAINTEXT 10.0.0.5:19092: leads to 10.0.0.5, where no broker answers from here",
    );
    ground.serveKafka(19092, "own");
    expect((await ground.findings(addresses)).map(lineOf)).toEqual([
      "ok PLAINTEXT 10.0.0.5:19092: leads to 10.0.0.5, where a broker of cluster own answers",
    ]);
  });
});
