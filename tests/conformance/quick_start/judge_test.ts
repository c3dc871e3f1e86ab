import { describe, expect, test } from "bun:test";
import { replaced } from "./changes.ts";
import { judge } from "./judge.ts";

function run(stdout: string, { exitCode = 0, stderr = "" } = {}) {
  return { exitCode, stdout, stderr };
}

const SIDES = { whose: "Kafka's script", release: "2.5" } as const;

describe("judge()", () => {
  test("masks hide what they name on both sides, and no more", () => {
    const masks = [{ why: "time", change: replaced(/at \d+/, "at <ms>") }];
    const line = { line: "x", masks };
    const expected = run("at 1 size 2");
    expect(judge(line, { ...SIDES, expected, found: run("at 7 size 2") })).toBeUndefined();
    expect(judge(line, { ...SIDES, expected, found: run("at 7 size 3") })).toBeDefined();
  });

  test("rewordings are for kedge's script, and for the releases that they name", () => {
    const reworded = [{
      releases: ["2.5" as const],
      why: "a word",
      older: replaced(/succeed\b/, "succeeded"),
    }];
    const pair = { expected: run("succeed"), found: run("succeeded") };
    const line = { line: "x", reworded };
    const kedge = { ...pair, whose: "kedge's script" } as const;
    expect(judge(line, { ...kedge, release: "2.5" })).toBeUndefined();
    expect(judge(line, { ...kedge, release: "3.5" })).toBeDefined();
    expect(judge(line, { ...pair, ...SIDES })).toBeDefined();
  });

  test("the warnings of Kafka 4 about old options are no difference", () => {
    const warning = "Option --property is deprecated and will be removed in a future version. " +
      "Use --formatter-property instead.";
    const pair = { expected: run("k\tv"), found: run(`${warning}\nk\tv`) };
    const line = { line: "x" };
    const sides = { whose: "kedge's script", release: "3.5" } as const;
    expect(judge(line, { ...pair, ...sides })).toBeUndefined();
    expect(judge(line, { ...pair, ...SIDES })).toBeDefined();
  });

  test("a refusal must mean the same on both sides, on one stream, with one exit code", () => {
    const line = { line: "x", says: /already exists/ };
    const expected = run("Topic 'test' already exists.", { exitCode: 1 });
    const found = run("test already exists", { exitCode: 1 });
    expect(judge(line, { ...SIDES, expected, found })).toBeUndefined();
    expect(judge(line, { ...SIDES, expected, found: { ...found, exitCode: 0 } })).toBeDefined();
    expect(judge(line, { ...SIDES, expected: run("done"), found })).toBeDefined();
    expect(judge(line, { ...SIDES, expected, found: run("", { exitCode: 1 }) })).toBeDefined();
    const elsewhere = run("", { exitCode: 1, stderr: "test already exists" });
    expect(judge(line, { ...SIDES, expected, found: elsewhere })).toBeDefined();
  });

  test("another end on kedge must be the one that is expected, after the same output", () => {
    const onKedge = { why: "reserved bytes", exitCode: 1, stderr: /Corrupt/ };
    const line = { line: "x", onKedge };
    const expected = run("a");
    const found = run("a", { exitCode: 1, stderr: "CorruptRecordException" });
    expect(judge(line, { ...SIDES, expected, found })).toBeUndefined();
    expect(judge(line, { ...SIDES, expected, found: { ...found, stdout: "b" } })).toBeDefined();
    expect(judge(line, { ...SIDES, expected, found: { ...found, stderr: "" } })).toBeDefined();
    expect(judge(line, { ...SIDES, expected, found: run("a") })).toBeDefined();
  });
});
