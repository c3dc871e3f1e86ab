import { describe, expect, test } from "bun:test";
import { formatLine, type LogFields } from "../../lib/io/log_line.ts";
import { LineLogger, logLevel, LogOutput, stderrSink } from "../../lib/io/logger.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";

const START_MS = Date.UTC(2026, 10, 21, 8, 0, 0);

function setUp(options: { level?: "DEBUG" | "WARN"; repeatsPerSecondMax?: number } = {}) {
  const clock = new MemoryClock(START_MS);
  const lines: string[] = [];
  const output = new LogOutput(clock, { ...options, sink: (line) => void lines.push(line) });
  return { clock, lines, output, logger: new LineLogger(output, "kafka") };
}

test("a line has time, level, component, message and fields", () => {
  const { lines, logger } = setUp({ level: "DEBUG" });
  logger.info("Started", { port: 9092, host: "a b" });
  logger.child("zookeeper").warn("Session expired", { sessionId: 0x1234n });
  logger.debug("x");
  logger.error("Cannot write", { error: new RangeError("no space") });
  expect(lines).toEqual([
    '2026-11-21T08:00:00.000Z INFO  kafka: Started port=9092 host="a b"\n',
    "2026-11-21T08:00:00.000Z WARN  zookeeper: Session expired sessionId=4660\n",
    "2026-11-21T08:00:00.000Z DEBUG kafka: x\n",
    '2026-11-21T08:00:00.000Z ERROR kafka: Cannot write error="RangeError: no space"\n',
  ]);
});

/** Message, fields, and what follows `component: `. */
const texts: readonly (readonly [string, LogFields, string])[] = [
  ["m", {}, "m"],
  ["m", { a: null, b: undefined, c: true }, "m a=null c=true"],
  ["m", { a: "" }, 'm a=""'],
  ["m", { a: 'x"y' }, 'm a="x\\"y"'],
  ["m", { a: "b=c" }, 'm a="b=c"'],
  ["two\nlines\r\tand \u001b[31mred\u0085", {}, "two\\nlines\\r\\tand \\u001b[31mred\\u0085"],
  ["m", { a: "x\ny", b: "\u009b" }, 'm a="x\\ny" b=\\u009b'],
  ["값", { topic: "주문" }, "값 topic=주문"],
];

test.each(texts)("formatLine() keeps %j with %j on one line", (message, fields, text) => {
  const line = formatLine({ level: "INFO", component: "c", message, fields }, START_MS);
  expect(line).toBe(`2026-11-21T08:00:00.000Z INFO  c: ${text}\n`);
});

test("lines below the level are not written, and the level may change", () => {
  const { lines, logger, output } = setUp({ level: "WARN" });
  logger.info("a");
  logger.warn("b");
  output.levels.setRoot("DEBUG");
  logger.debug("c");
  expect(lines.map((line) => line.trimEnd().at(-1))).toEqual(["b", "c"]);
});

test("logLevel() reads a level's name, and INFO for what is none", () => {
  expect([logLevel("warn"), logLevel("DEBUG"), logLevel("loud")]).toEqual([
    "WARN",
    "DEBUG",
    "INFO",
  ]);
});

describe("a message that repeats", () => {
  test("is counted past its lines of one second, and the count is told after it", () => {
    const { clock, lines, logger } = setUp({ repeatsPerSecondMax: 2 });
    for (let i = 0; i < 5; i++) logger.warn("Bad frame", { port: i });
    logger.warn("Another");
    logger.error("Bad frame");
    expect(lines).toHaveLength(4);
    expect(clock.pending).toBe(1);
    clock.advance(1000);
    expect(lines.slice(4)).toEqual([
      "2026-11-21T08:00:01.000Z WARN  kafka: Bad frame repeated=3\n",
    ]);
    expect(clock.pending).toBe(0);
  });

  test("is written again in the next second", () => {
    const { clock, lines, logger } = setUp({ repeatsPerSecondMax: 1 });
    logger.warn("Bad frame");
    clock.advance(999);
    logger.warn("Bad frame");
    clock.advance(1);
    logger.warn("Bad frame");
    expect(lines.map((line) => line.slice(0, 24) + line.slice(38))).toEqual([
      "2026-11-21T08:00:00.000ZBad frame\n",
      "2026-11-21T08:00:01.000ZBad frame repeated=1\n",
      "2026-11-21T08:00:01.000ZBad frame\n",
    ]);
  });

  test("that starts late in a sweep is told by the next one", () => {
    const { clock, lines, logger } = setUp({ repeatsPerSecondMax: 1 });
    logger.warn("a");
    logger.warn("a");
    clock.advance(500);
    logger.warn("b");
    logger.warn("b");
    clock.advance(500);
    expect(lines.at(-1)).toContain("a repeated=1");
    clock.advance(1000);
    expect(lines.at(-1)).toContain("b repeated=1");
    expect(clock.pending).toBe(0);
  });

  test("is told by flush() at once, which leaves no timer", () => {
    const { clock, lines, logger, output } = setUp({ repeatsPerSecondMax: 1 });
    logger.warn("a");
    logger.warn("a");
    output.flush();
    expect(lines.at(-1)).toContain("a repeated=1");
    expect(clock.pending).toBe(0);
  });

  test("does not grow memory: the oldest of many different ones is told and forgotten", () => {
    const { lines, logger } = setUp({ repeatsPerSecondMax: 1 });
    logger.warn("first");
    logger.warn("first");
    for (let i = 0; i < 256; i++) logger.warn(`message ${i}`);
    expect(lines).toHaveLength(1 + 1 + 256);
    expect(lines.filter((line) => line.includes("first repeated=1"))).toHaveLength(1);
  });
});

test("a closed stderr loses lines and throws nothing", () => {
  const descriptor = 1_000_000; // Beyond any that is open: EBADF.
  const { clock } = setUp();
  const logger = new LineLogger(new LogOutput(clock, { sink: stderrSink(descriptor) }), "kafka");
  expect(() => logger.error("nobody reads this")).not.toThrow();
});

test("a pipe whose reader is gone loses lines and does not kill the program", async () => {
  const program = `
    import { LineLogger, LogOutput } from "${import.meta.dir}/../../lib/io/logger.ts";
    import { SystemClock } from "${import.meta.dir}/../../lib/io/clock.ts";
    const logger = new LineLogger(new LogOutput(new SystemClock()), "kafka");
    await Bun.stdin.text();
    for (let i = 0; i < 5; i++) logger.error("line " + i);
    console.log("alive");
  `;
  const child = Bun.spawn([process.execPath, "-e", program], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  await child.stderr.cancel();
  child.stdin.end();
  expect(await new Response(child.stdout).text()).toBe("alive\n");
  expect(await child.exited).toBe(0);
});

test("MemoryLogger keeps what it and its children are told", () => {
  const logger = new MemoryLogger();
  logger.info("a", { x: 1 });
  const child = logger.child("kafka");
  child.error("b");
  logger.debug("c");
  logger.warn("d");
  expect(logger.lines).toEqual([
    { level: "INFO", component: "test", message: "a", fields: { x: 1 } },
    { level: "ERROR", component: "kafka", message: "b", fields: {} },
    { level: "DEBUG", component: "test", message: "c", fields: {} },
    { level: "WARN", component: "test", message: "d", fields: {} },
  ]);
  expect(logger.messages("ERROR")).toEqual(["b"]);
});
