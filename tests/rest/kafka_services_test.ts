/**
 * REST down to the log: a whole broker on an in-memory disk, driven over HTTP.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { commitOffsets } from "../../lib/client/admin/mod.ts";
import { valueOf } from "../metrics/parse_prometheus.ts";
import { jsonOf } from "./fake_services.ts";
import { startKedge } from "./kedge_in_memory.ts";

let running: Awaited<ReturnType<typeof startKedge>>;
let origin: string;

beforeAll(async () => {
  running = await startKedge();
  origin = running.origin;
});

afterAll(() => running.kedge.close());

function send(method: string, path: string, json?: unknown): Promise<Response> {
  return fetch(`${origin}/v3/clusters/-${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
}

describe("REST upon a broker", () => {
  test("creates a topic, writes to it, and reads it back", async () => {
    const created = await send("POST", "/topics", { topic_name: "orders", partitions_count: 2 });
    expect(await jsonOf(created, 201)).toMatchObject({ topic_name: "orders", partitions_count: 2 });
    const record = {
      partition_id: 1,
      key: { type: "STRING", data: "k" },
      value: { type: "JSON", data: { 이름: "값", n: 1 } },
      headers: [{ name: "h", value: "aGk=" }],
      timestamp: "2023-11-14T22:13:20.500Z",
    };
    const receipt = await jsonOf(await send("POST", "/topics/orders/records", record));
    expect(receipt).toMatchObject({ error_code: 200, partition_id: 1, offset: 0 });
    const { data } = await jsonOf(await send("GET", "/topics/orders/partitions/1/records"));
    expect(data).toMatchObject([{ offset: 0, ...record }]);
  });

  test("answers a stream of a thousand records in order, each with its own offset", async () => {
    await jsonOf(await send("POST", "/topics", { topic_name: "many" }), 201);
    const body = Array.from(
      { length: 1000 },
      (_, n) => JSON.stringify({ value: { type: "STRING", data: `v${n}` } }),
    ).join("");
    const response = await fetch(`${origin}/v3/clusters/-/topics/many/records`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    const receipts = (await response.text()).trimEnd().split("\r\n").map((line) =>
      JSON.parse(line)
    );
    expect(receipts.map(({ offset }) => offset)).toEqual(receipts.map((_, n) => n));
    expect(receipts).toHaveLength(1000);
    let next = "/topics/many/partitions/0/records?limit=300";
    const values: string[] = [];
    while (values.length < 1000) {
      const page = await jsonOf(await send("GET", next));
      expect(page.data.length).toBeGreaterThan(0);
      values.push(...page.data.map((one: { value: { data: string } }) => one.value.data));
      next = page.metadata.next.slice(page.metadata.next.indexOf("/topics"));
    }
    expect(values).toEqual(receipts.map((_, n) => `v${n}`));
  });

  test("a read that waits gets the record that is written meanwhile", async () => {
    await jsonOf(await send("POST", "/topics", { topic_name: "tail" }), 201);
    const reading = send("GET", "/topics/tail/records?timeout_ms=20000");
    await jsonOf(await send("POST", "/topics/tail/records", { value: { type: "JSON", data: [] } }));
    const page = await jsonOf(await reading);
    expect(page.data).toMatchObject([{ offset: 0, value: { type: "JSON", data: [] } }]);
  });

  test("says what a broker refuses in the broker's words", async () => {
    await send("POST", "/topics", { topic_name: "once" });
    const again = await jsonOf(await send("POST", "/topics", { topic_name: "once" }), 400);
    expect(again).toEqual({ error_code: 40002, message: "Topic 'once' already exists." });
    const config = await jsonOf(
      await send("PUT", "/topics/once/configs/retention.ms", { value: "soon" }),
      400,
    );
    expect(config.error_code).toBe(40002);
    expect(config.message).toContain("soon");
    const large = { value: { type: "STRING", data: "x".repeat(2_000_000) } };
    const tooLarge = await jsonOf(await send("POST", "/topics/once/records", large), 413);
    expect(tooLarge.error_code).toBe(413);
    const range = await jsonOf(await send("GET", "/topics/once/records?offsets=0:7"), 400);
    expect(range.message).toContain("Cannot read once-0 from offset 7: it has 0 to 0");
  });

  test("changes configs and gives them back their default", async () => {
    await send("POST", "/topics", { topic_name: "configured" });
    const path = "/topics/configured/configs/retention.ms";
    expect((await send("PUT", path, { value: "1000" })).status).toBe(204);
    expect(await jsonOf(await send("GET", path))).toMatchObject({
      value: "1000",
      is_default: false,
      source: "DYNAMIC_TOPIC_CONFIG",
    });
    expect((await send("DELETE", path)).status).toBe(204);
    expect((await jsonOf(await send("GET", path))).is_default).toBe(true);
  });

  test("reports a group's lag", async () => {
    await send("POST", "/topics", { topic_name: "lagging" });
    for (let n = 0; n < 5; n++) await (await send("POST", "/topics/lagging/records", {})).text();
    const cluster = running.tcpCluster();
    const offsets = [{ topic: "lagging", partition: 0, offset: 2 }];
    await commitOffsets(cluster, "billing", { offsets });
    cluster.close();
    const lags = await jsonOf(await send("GET", "/consumer-groups/billing/lags"));
    expect(lags.data).toMatchObject([{ current_offset: 2, log_end_offset: 5, lag: 3 }]);
    const summary = await jsonOf(await send("GET", "/consumer-groups/billing/lag-summary"));
    expect(summary).toMatchObject({ max_lag: 3, total_lag: 3, max_lag_topic_name: "lagging" });
    const groups = await jsonOf(await send("GET", "/consumer-groups"));
    expect(groups.data).toMatchObject([{ consumer_group_id: "billing", state: "EMPTY" }]);
    const text = await (await fetch(`${origin}/metrics`)).text();
    const labels = { consumergroup: "billing", topic: "lagging", partition: "0" };
    expect(valueOf(text, "kafka_consumergroup_lag", labels)).toBe(3);
  });

  test("adds partitions that can be written to at once", async () => {
    await send("POST", "/topics", { topic_name: "growing" });
    await (await send("POST", "/topics/growing/records", {})).text();
    const grown = await jsonOf(await send("PATCH", "/topics/growing", { partitions_count: 3 }));
    expect(grown.partitions_count).toBe(3);
    const receipt = await jsonOf(
      await send("POST", "/topics/growing/records", { partition_id: 2 }),
    );
    expect(receipt).toMatchObject({ partition_id: 2, offset: 0 });
  });

  test("a topic that was deleted is gone, and its name is free", async () => {
    await send("POST", "/topics", { topic_name: "gone" });
    await (await send("POST", "/topics/gone/records", {})).text();
    expect((await send("DELETE", "/topics/gone")).status).toBe(204);
    expect((await jsonOf(await send("GET", "/topics/gone"), 404)).error_code).toBe(40403);
    expect((await jsonOf(await send("POST", "/topics/gone/records", {}), 404)).error_code)
      .toBe(40403);
    await jsonOf(await send("POST", "/topics", { topic_name: "gone" }), 201);
    expect((await jsonOf(await send("POST", "/topics/gone/records", {}))).offset).toBe(0);
  });
});
