import { describe, expect, test } from "bun:test";
import { difference, spoken } from "./compare.ts";

const TABLE = `
GROUP           TOPIC  PARTITION  CURRENT-OFFSET  LAG
my-group        test   0          4               2
`;

function run(stdout: string, { exitCode = 0, stderr = "" } = {}) {
  return { exitCode, stdout, stderr };
}

describe("difference()", () => {
  test("takes blanks between columns for nothing", () => {
    const found = run(TABLE.replaceAll(/ +/g, " "));
    expect(difference({ expected: run(TABLE), found })).toBeUndefined();
  });

  test("names the column of a table that differs", () => {
    const found = run(TABLE.replace("4               2", "4               3"));
    expect(difference({ expected: run(TABLE), found })).toStartWith(
      'stdout, line 3, column 5 (LAG): "3", not "2"; ',
    );
  });

  test.each([
    ["a column is missing", "a b c", "a b"],
    ["a column is too much", "a b", "a b c"],
    ["columns are swapped", "a b", "b a"],
    ["a tab is a blank", "k\tv", "k v"],
    ["an empty column is missing", "a\t\tb", "a\tb"],
    ["a line is missing", "a\nb", "a"],
    ["a line is too much", "a", "a\nb"],
    ["a value of JSON", '{"a":1}', '{"a":2}'],
    ["the order of a list in JSON", '{"a":[1,2]}', '{"a":[2,1]}'],
  ])("finds that %s", (_what, expected, found) => {
    expect(difference({ expected: run(expected), found: run(found) })).toBeDefined();
  });

  test("takes the order of keys in JSON for nothing", () => {
    const [expected, found] = [run('{"a":1,"b":{"c":2,"d":3}}'), run('{"b":{"d":3,"c":2},"a":1}')];
    expect(difference({ expected, found })).toBeUndefined();
  });

  test("finds another exit code", () => {
    const found = run("x", { exitCode: 1 });
    expect(difference({ expected: run("x"), found })).toBe("exit code 1, not 0: x");
  });

  test("finds other words on standard error, not on standard output", () => {
    const expected = run("x", { stderr: "Processed a total of 2 messages\n" });
    const found = run("x", { stderr: "Processed a total of 3 messages\n" });
    expect(difference({ expected, found })).toStartWith('stderr, line 1, column 5: "3", not "2"');
  });
});

test("spoken() leaves out logging with the stacks below it, and nothing else", () => {
  const text = `before
[2026-11-21 18:22:20,123] WARN [Consumer clientId=x] Connection lost (org.apache.kafka.X)
[2026-11-21 18:22:20,123] ERROR Error processing message (kafka.tools.ConsoleConsumer$)
org.apache.kafka.common.errors.TimeoutException
\tat kafka.tools.ConsoleConsumer.main(ConsoleConsumer.scala)
 (kafka.admin.TopicCommand$)
Processed a total of 2 messages`;
  expect(spoken(text)).toBe("before\nProcessed a total of 2 messages");
});
