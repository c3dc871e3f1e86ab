/**
 * curl on znodes: made, read, changed with versions, watched, changed together and removed; and on
 * the commands of ZooKeeper's AdminServer.
 *
 * @module
 */
import type { Report } from "../report.ts";
import { until } from "../waiting.ts";
import { curl, curlJson, expectEqual } from "./curl.ts";

const RAW = ["Content-Type: application/octet-stream"];
const KOREAN = "안녕하세요";

/** Checks the znodes and the commands of the REST port at `rest`. */
export async function znodeChecks(report: Report, rest: string): Promise<void> {
  const name = `curl-${Date.now()}`;
  const place = { rest, name, url: `${rest}/v1/znodes/${name}` };
  await changeChecks(report, place);
  await watchChecks(report, place);
  await togetherChecks(report, place);
  await accessChecks(report, place);
  await commandChecks(report, place);
  await report.check("delete a znode with all below it", async () => {
    await curlJson(place.url, { method: "DELETE", status: 409 });
    await curlJson(`${place.url}?recursive=true`, { method: "DELETE", status: 204 });
    const gone = await curlJson(place.url, { status: 404 });
    expectEqual(gone.at("zookeeper_code"), "NONODE", "code");
  });
}

/** Where the checks work. */
interface Place {
  rest: string;
  name: string;
  url: string;
}

async function changeChecks(report: Report, { rest, name, url }: Place): Promise<void> {
  await report.check("make, read and change a znode", async () => {
    const json = { data: { type: "STRING", data: KOREAN } };
    const made = await curlJson(`${rest}/v1/znodes?name=${name}`, { json, status: 201 });
    expectEqual([made.at("path"), made.at("stat", "version")], [`/${name}`, 0], "made");
    const read = await curlJson(url);
    expectEqual([read.at("data", "data"), read.at("children")], [KOREAN, []], "read");
    const put = { method: "PUT", headers: RAW, body: "two" };
    const changed = await curlJson(`${url}?version=0`, { ...put });
    expectEqual(changed.at("stat", "version"), 1, "version");
    const late = await curlJson(`${url}?version=0`, { ...put, status: 412 });
    expectEqual(late.at("zookeeper_code"), "BADVERSION", "code");
    const { body, contentType } = await curl(url, { headers: ["Accept: text/plain"] });
    expectEqual([body, contentType.startsWith("text/plain")], ["two", true], "data alone");
  });
  await report.check("numbered children", async () => {
    const next = async () =>
      (await curlJson(`${url}?name=n-&sequential=true`, { json: {}, status: 201 })).at("path");
    expectEqual([await next(), await next()], [
      `/${name}/n-0000000000`,
      `/${name}/n-0000000001`,
    ], "paths");
  });
  await report.check("an ephemeral znode is refused, and why", async () => {
    const refused = await curlJson(`${url}?name=e&ephemeral=true`, { json: {}, status: 400 });
    if (!String(refused.at("message")).includes("session")) throw new Error("it does not say why");
  });
}

async function watchChecks(report: Report, { url }: Place): Promise<void> {
  await report.check("follow a znode as server-sent events", async () => {
    const follower = Bun.spawn(["curl", "-sN", "-m", "30", `${url}?watch`], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    let text = "";
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of follower.stdout) text += decoder.decode(chunk, { stream: true });
    })();
    try {
      const told = (event: string) => until(`event ${event}`, () => text.includes(event));
      await told("event: watching\n");
      await curlJson(url, { method: "PUT", headers: RAW, body: "three" });
      await told("event: changed\n");
      await curlJson(`${url}?name=child`, { json: {}, status: 201 });
      await told("event: children\n");
      const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
      expectEqual(ids, ids.toSorted((a, b) => a - b), "ids in order");
    } finally {
      follower.kill();
      await reading.catch(() => {/* killed */});
    }
  });
}

async function togetherChecks(report: Report, { rest, name, url }: Place): Promise<void> {
  await report.check("a transaction of znodes: all or nothing", async () => {
    const transaction = `${rest}/v1/znode-transactions`;
    const create = { type: "create", path: `/${name}/tx`, data: { type: "JSON", data: { n: 1 } } };
    const refused = { type: "delete", path: `/${name}/none` };
    const failed = await curlJson(transaction, {
      json: { operations: [create, refused] },
      status: 404,
    });
    if (!String(failed.at("message")).startsWith("Operation 1 ")) throw new Error("which one?");
    await curlJson(`${url}/tx`, { status: 404 });
    const done = await curlJson(transaction, { json: { operations: [create] } });
    expectEqual(done.at("results", 0, "path"), `/${name}/tx`, "path");
    expectEqual((await curlJson(`${url}/tx`)).at("data", "data"), { n: 1 }, "data");
  });
}

async function accessChecks(report: Report, { rest, name, url }: Place): Promise<void> {
  await report.check("access lists bind, and curl -u shows who you are", async () => {
    const ann = [`Authorization: Basic ${Buffer.from("ann:secret").toString("base64")}`];
    const acl = [{ scheme: "auth", id: "", permissions: "cdrwa" }];
    await curlJson(`${url}?name=own`, { json: { acl }, headers: ann, status: 201 });
    await curlJson(`${url}/own`, { status: 401 });
    await curlJson(`${url}/own`, { headers: ann });
    const open = [{ scheme: "world", id: "anyone", permissions: "cdrwa" }];
    const list = `${rest}/v1/znode-acls/${name}/own`;
    await curlJson(`${list}?version=0`, { method: "PUT", json: { acl: open }, headers: ann });
    expectEqual((await curlJson(list)).at("acl"), open, "list");
  });
}

async function commandChecks(report: Report, { rest }: Place): Promise<void> {
  await report.check("ZooKeeper's commands under /commands", async () => {
    expectEqual((await curlJson(`${rest}/commands/ruok`)).value, {
      command: "ruok",
      error: null,
    }, "ruok");
    const monitor = await curlJson(`${rest}/commands/mntr`);
    expectEqual([monitor.at("command"), monitor.at("server_state")], [
      "monitor",
      "standalone",
    ], "monitor");
    for (const key of ["znode_count", "avg_latency", "cnt_readlatency", "p99_updatelatency"]) {
      if (typeof monitor.at(key) !== "number") throw new Error(`monitor has no ${key}`);
    }
    const stats = await curlJson(`${rest}/commands/stats`);
    stats.list("connections");
    const unknown = await curlJson(`${rest}/commands/nothing`);
    expectEqual(unknown.at("error"), "Unknown command: nothing", "unknown");
    await curlJson(`${rest}/commands/snapshot`, { status: 401 });
    const { body } = await curl(`${rest}/commands`);
    if (!body.includes('<a href="/commands/watches_by_path">')) throw new Error("no links");
  });
  await report.check("metrics under ZooKeeper's names", async () => {
    const { body } = await curl(`${rest}/metrics`);
    for (const name of ["znode_count ", 'readlatency{quantile="0.99"} ', "fsynctime_count "]) {
      if (!body.includes(`\n${name}`)) throw new Error(`no ${name}`);
    }
  });
}
