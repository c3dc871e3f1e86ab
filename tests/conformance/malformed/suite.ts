/**
 * Malformed input on each port: the connection that sent it is closed, with a reason in the log;
 * every other connection is served on; memory does not follow the sizes that were claimed.
 *
 * @module
 */
import { answersApiVersions } from "../broker/probe.ts";
import { Kedge } from "../broker/kedge.ts";
import { run as runProgram } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { until } from "../waiting.ts";
import { anonymousMib } from "./anonymous_memory.ts";
import { KAFKA_CASES, type MalformedCase, REST_CASES, ZOOKEEPER_CASES } from "./cases.ts";
import { sendRaw } from "./raw_connection.ts";

/** What claims of 2 GiB may cost: next to nothing. */
const MEMORY_MIB_MAX = 200;
const NESTED_JSON = '{"a":'.repeat(50_000);

async function run(context: Context): Promise<void> {
  const { bootstrap, zookeeper, rest } = context.broker;
  const kedge = context.broker instanceof Kedge ? context.broker : undefined;
  await portCases(context.report.within("malformed, Kafka port"), KAFKA_CASES, {
    address: bootstrap,
    kedge,
    alive: () => answersApiVersions(bootstrap),
    closes: true,
  });
  if (zookeeper === undefined) {
    context.report.skip("malformed, ZooKeeper port", "this server has none");
  } else {
    await portCases(context.report.within("malformed, ZooKeeper port"), ZOOKEEPER_CASES, {
      address: zookeeper,
      kedge,
      alive: () => answersRuok(zookeeper),
      closes: true,
    });
  }
  if (rest === undefined) {
    context.report.skip("malformed, REST port", "this server has none");
  } else {
    await restCases(context.report.within("malformed, REST port"), rest);
  }
  if (kedge !== undefined) {
    await context.report.check(`malformed: memory stays under ${MEMORY_MIB_MAX} MiB`, () => {
      const mib = anonymousMib(kedge.pid);
      if (mib > MEMORY_MIB_MAX) throw new Error(`${mib.toFixed(0)} MiB of anonymous memory`);
      return Promise.resolve();
    });
  }
}

interface Port {
  address: string;
  kedge: Kedge | undefined;
  alive: () => Promise<boolean>;
  /** Whether the server must close; an HTTP server may answer instead. */
  closes: boolean;
}

async function portCases(
  report: Report,
  cases: readonly MalformedCase[],
  port: Port,
): Promise<void> {
  for (const one of cases) {
    await report.check(one.name, async () => {
      const logged = port.kedge?.log.length ?? 0;
      const outcome = await sendRaw(port.address, one);
      if (port.closes && !outcome.isClosed) throw new Error("the connection stays open");
      if (!await port.alive()) throw new Error("the server does not answer another connection");
      if (one.then === "wait") await reasonInLog(port.kedge, logged);
    });
  }
}

/** Where the server had to close by itself, its log says why. */
async function reasonInLog(kedge: Kedge | undefined, logged: number): Promise<void> {
  if (kedge === undefined) return;
  const closing = /\b(WARN|ERROR|INFO)\b.*\bclos/;
  const what = "a line in the log about closing the connection";
  await until(what, () => closing.test(kedge.log.slice(logged)), { limitMs: 2000 });
}

async function restCases(report: Report, rest: string): Promise<void> {
  const address = rest.replace("http://", "");
  await portCases(report, REST_CASES, {
    address,
    kedge: undefined,
    alive: () => answersHttp(rest),
    closes: false,
  });
  await report.check("JSON nested 50,000 deep", async () => {
    const post = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@-"];
    const type = ["-H", "Content-Type: application/json"];
    const url = `${rest}/v3/clusters/x/topics`;
    const { stdout } = await runProgram([...post, ...type, url], { input: NESTED_JSON });
    if (!/^4\d\d$/.test(stdout)) throw new Error(`the status is ${stdout}, not 4xx`);
    if (!await answersHttp(rest)) throw new Error("the server does not answer any more");
  });
}

async function answersRuok(address: string): Promise<boolean> {
  const { received } = await sendRaw(address, { send: [Buffer.from("ruok")], then: "wait" });
  return received.toString() === "imok";
}

async function answersHttp(rest: string): Promise<boolean> {
  const response = await fetch(`${rest}/health/live`, { signal: AbortSignal.timeout(3000) });
  return response.status === 200;
}

export const malformed: Suite = { name: "malformed", server: "shared", run };
