import { describe, expect, test } from "bun:test";
import { parseStartArguments } from "../../lib/broker/start_arguments.ts";

describe("the arguments of kedge start", () => {
  test("may be none at all", () => {
    expect(parseStartArguments([])).toEqual({ files: [], zooCfg: null, overrides: [] });
  });

  test("are a file and overrides, in any order and both spellings", () => {
    const args = ["--override", "broker.id=3", "server.properties", "--override=log.dirs=/d"];
    expect(parseStartArguments(args)).toEqual({
      files: ["server.properties"],
      zooCfg: null,
      overrides: ["broker.id=3", "log.dirs=/d"],
    });
  });

  test("may be two files, and one that is said to be a zoo.cfg", () => {
    expect(parseStartArguments(["server.properties", "zoo.cfg"])).toMatchObject({
      files: ["server.properties", "zoo.cfg"],
      zooCfg: null,
    });
    expect(parseStartArguments(["a", "--zookeeper-config", "z"])).toMatchObject({
      files: ["a"],
      zooCfg: "z",
    });
  });

  test("may name the log's file, which counts as a setting, and one that gives way to it", () => {
    const args = ["--log-file", "a.log", "--log-file=b.log", "--default-log-file=logs/c.log"];
    expect(parseStartArguments(args)).toEqual({
      files: [],
      zooCfg: null,
      overrides: ["logger.file=a.log", "logger.file=b.log"],
      defaultLogFile: "logs/c.log",
    });
  });

  test("ask for the usage", () => {
    for (const option of ["--help", "-h"]) {
      const parsed = parseStartArguments(["server.properties", option]);
      expect(parsed).toEqual({
        text: expect.stringMatching(/^usage: kedge start /),
        exitCode: 0,
      });
    }
  });

  const faults: [args: string[], fault: string][] = [
    [["--override"], "--override needs key=value after it"],
    [["-daemon", "a"], "kedge does not fork: run it under systemd, or with & in a shell"],
    [["--daemon"], "kedge does not fork: run it under systemd, or with & in a shell"],
    [["--log-file"], "--log-file needs a file after it"],
    [["--log-file="], "--log-file needs a file after it"],
    [["--port", "9092"], "unknown option --port"],
    [["--zookeeper-config"], "--zookeeper-config needs a file after it"],
    [["a", "b", "c"], "one server.properties and one zoo.cfg at most, found a and b and c"],
    [
      ["--zookeeper-config", "z", "a", "b"],
      "one server.properties and one zoo.cfg at most, found a and b",
    ],
  ];
  test.each(faults)("%j are refused, with the usage", (args, fault) => {
    expect(parseStartArguments(args)).toEqual({
      text: expect.stringContaining(`kedge start: ${fault}\n\nusage: `),
      exitCode: 2,
    });
  });
});
