/**
 * curl on the REST port: a topic created, written and read back with nothing else, in JSON and in
 * CBOR; groups with their lag; health, metrics and the OpenAPI document; znodes and ZooKeeper's
 * commands.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "cbor-x";
import { mustRun } from "../process.ts";
import type { Report } from "../report.ts";
import type { Context, Suite } from "../suite.ts";
import { needProgram } from "../tools/apt.ts";
import { curl, curlJson, expectEqual, Json } from "./curl.ts";
import { znodeChecks } from "./znodes.ts";

const KOREAN = "안녕하세요";
/** A line of Prometheus' text format that is no comment. */
const SAMPLE =
  /^[a-zA-Z_:][\w:]*(\{(\w+="([^"\\]|\\.)*",?)*\})? (NaN|[+-]?Inf|-?[\d.]+(e[+-]?\d+)?)( \d+)?$/;

async function run(context: Context): Promise<void> {
  const { rest, bootstrap } = context.broker;
  if (rest === undefined) {
    context.report.skip("curl", "this server has no REST port");
    return;
  }
  await needProgram("curl");
  await needProgram("kcat");
  const report = context.report.within("curl");
  const cluster = await serverChecks(report, rest);
  const topic = `curl-${Date.now()}`;
  await topicChecks(report, { cluster, topic });
  await recordChecks(report, { cluster, topic, scratch: context.scratch });
  await groupChecks(report, { cluster, topic, bootstrap });
  await observationChecks(report, { rest, topic });
  await znodeChecks(report, rest);
  await endChecks(report, { cluster, topic, rest });
}

/** Checks what stands at the root, and returns the URL of the cluster. */
async function serverChecks(report: Report, rest: string): Promise<string> {
  let cluster = `${rest}/v3/clusters/unknown`;
  await report.check("GET /", async () => {
    const root = await curlJson(rest);
    if (typeof root.at("kafka_cluster_id") !== "string") throw new Error("no kafka_cluster_id");
  });
  await report.check("GET /health/live and /health/ready", async () => {
    await curlJson(`${rest}/health/live`);
    await curlJson(`${rest}/health/ready`);
  });
  await report.check("GET /v3/clusters", async () => {
    const [first] = (await curlJson(`${rest}/v3/clusters`)).list("data");
    cluster = `${rest}/v3/clusters/${first?.at("cluster_id")}`;
    const brokers = (await curlJson(`${cluster}/brokers`)).list("data");
    expectEqual(brokers.length, 1, "brokers");
  });
  return cluster;
}

async function topicChecks(
  report: Report,
  { cluster, topic }: { cluster: string; topic: string },
): Promise<void> {
  const url = `${cluster}/topics/${topic}`;
  const configs = [{ name: "retention.ms", value: "3600000" }];
  const json = { topic_name: topic, partitions_count: 3, replication_factor: 1, configs };
  await report.check("create a topic", async () => {
    const created = await curlJson(`${cluster}/topics`, { json, status: 201 });
    expectEqual(created.at("topic_name"), topic, "name");
    expectEqual(created.at("partitions_count"), 3, "partitions");
  });
  await report.check("create it again", async () => {
    const { status, body } = await curl(`${cluster}/topics`, { json });
    expectEqual(status, 400, "status");
    if (!/exists/.test(body)) throw new Error(`the error does not say why: ${body}`);
  });
  await report.check("list and get topics", async () => {
    const names = (await curlJson(`${cluster}/topics`)).list("data").map((one) =>
      one.at("topic_name")
    );
    if (!names.includes(topic)) throw new Error(`not among ${names.join(", ")}`);
    expectEqual((await curlJson(url)).at("partitions_count"), 3, "partitions");
  });
  await report.check("get its partitions", async () => {
    const partitions = (await curlJson(`${url}/partitions`)).list("data");
    expectEqual(partitions.map((one) => one.at("partition_id")), [0, 1, 2], "partitions");
  });
  await report.check("read and change its configs", async () => {
    expectEqual((await curlJson(`${url}/configs/retention.ms`)).at("value"), "3600000", "before");
    const change = { method: "PUT", json: { value: "7200000" }, status: 204 };
    await curlJson(`${url}/configs/retention.ms`, change);
    expectEqual((await curlJson(`${url}/configs/retention.ms`)).at("value"), "7200000", "after");
  });
}

async function recordChecks(
  report: Report,
  { cluster, topic, scratch }: { cluster: string; topic: string; scratch: string },
): Promise<void> {
  const url = `${cluster}/topics/${topic}/records`;
  const partition = `${cluster}/topics/${topic}/partitions/1/records`;
  await report.check("write a record", async () => {
    const key = { type: "STRING", data: "k" };
    const value = { type: "JSON", data: { greeting: KOREAN } };
    const receipt = await curlJson(url, { json: { partition_id: 1, key, value } });
    expectEqual([receipt.at("partition_id"), receipt.at("offset")], [1, 0], "place");
  });
  await report.check("write several in one body", async () => {
    const one = { partition_id: 1, value: { type: "STRING", data: KOREAN } };
    const { status, body } = await curl(url, { body: JSON.stringify(one).repeat(10) });
    expectEqual(status, 200, "status");
    const receipts = body.trim().split(/\r?\n/).map((line) => new Json(JSON.parse(line)));
    expectEqual(
      receipts.map((each) => each.at("offset")),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      "offsets",
    );
  });
  await report.check("read them back", async () => {
    const found = (await curlJson(partition)).list("data");
    expectEqual(found.length, 11, "records");
    expectEqual(found.map((one) => one.at("offset")), [...found.keys()], "offsets");
    if (!JSON.stringify(found[0]?.at("value")).includes(KOREAN)) throw new Error("not the text");
    expectEqual((await curlJson(`${partition}?offset=9&limit=1`)).list("data").length, 1, "page");
  });
  await report.check("the same in CBOR", async () => {
    const body = join(scratch, "record.cbor");
    const answer = join(scratch, "answer.cbor");
    const record = { partition_id: 1, value: { type: "BINARY", data: new Uint8Array([1, 2, 3]) } };
    writeFileSync(body, encode(record));
    const type = ["-H", "Content-Type: application/cbor", "-H", "Accept: application/cbor"];
    await mustRun(["curl", "-sSf", ...type, "--data-binary", `@${body}`, "-o", answer, url]);
    expectEqual(new Json(decode(readFileSync(answer))).at("offset"), 11, "offset");
    await mustRun(["curl", "-sSf", ...type, "-o", answer, `${partition}?offset=11`]);
    expectEqual(new Json(decode(readFileSync(answer))).list("data").length, 1, "records read");
  });
}

async function groupChecks(
  report: Report,
  { cluster, topic, bootstrap }: { cluster: string; topic: string; bootstrap: string },
): Promise<void> {
  const group = `${topic}-group`;
  await report.check("consumer groups and their lag", async () => {
    const options = ["-q", "-X", "auto.offset.reset=earliest", "-c", "12", topic];
    await mustRun(["kcat", "-b", bootstrap, "-G", group, ...options], { timeoutMs: 30_000 });
    const record = { partition_id: 1, value: { type: "STRING", data: "behind" } };
    await curlJson(`${cluster}/topics/${topic}/records`, { json: record });
    const groups = (await curlJson(`${cluster}/consumer-groups`)).list("data");
    if (!groups.some((one) => one.at("consumer_group_id") === group)) throw new Error("not listed");
    const summary = await curlJson(`${cluster}/consumer-groups/${group}/lag-summary`);
    expectEqual(summary.at("total_lag"), 1, "lag");
    const lags = (await curlJson(`${cluster}/consumer-groups/${group}/lags`)).list("data");
    const one = lags.find((lag) => lag.at("partition_id") === 1);
    expectEqual([one?.at("current_offset"), one?.at("log_end_offset")], [12, 13], "offsets");
  });
}

async function observationChecks(
  report: Report,
  { rest, topic }: { rest: string; topic: string },
): Promise<void> {
  await report.check("GET /metrics in Prometheus' text format", async () => {
    const { status, contentType, body } = await curl(`${rest}/metrics`);
    expectEqual(status, 200, "status");
    if (!contentType.startsWith("text/plain")) throw new Error(`Content-Type ${contentType}`);
    const samples = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const wrong = samples.find((line) => !SAMPLE.test(line));
    if (wrong !== undefined) throw new Error(`not a sample: ${wrong}`);
    if (!samples.some((line) => line.includes(topic))) throw new Error(`nothing about ${topic}`);
  });
  await report.check("GET /openapi.json", async () => {
    const document = await curlJson(`${rest}/openapi.json`);
    const paths = Object.keys(Object(document.at("paths")));
    const wanted = ["/v3/clusters", "/v3/clusters/{cluster_id}/topics", "/health/live", "/metrics"];
    wanted.push("/v1/znodes/{path}", "/commands/{command}");
    expectEqual(wanted.filter((path) => !paths.includes(path)), [], "paths that are missing");
  });
}

async function endChecks(
  report: Report,
  { cluster, topic, rest }: { cluster: string; topic: string; rest: string },
): Promise<void> {
  await report.check("delete the topic", async () => {
    await curlJson(`${cluster}/topics/${topic}`, { method: "DELETE", status: 204 });
    const gone = await curlJson(`${cluster}/topics/${topic}`, { status: 404 });
    if (typeof gone.at("message") !== "string") throw new Error("no message in the error");
  });
  await report.check("errors are JSON", async () => {
    const unknown = await curlJson(`${rest}/v3/nowhere`, { status: 404 });
    if (typeof unknown.at("error_code") !== "number") throw new Error("no error_code");
    const malformed = await curlJson(`${cluster}/topics`, { body: "{", status: 400 });
    if (typeof malformed.at("message") !== "string") throw new Error("no message");
  });
}

export const curlSuite: Suite = { name: "curl", server: "shared", run };
