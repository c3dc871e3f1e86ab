import { describe, expect, test } from "bun:test";
import { decodeCbor } from "../../../lib/rest/cbor.ts";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf, ORIGIN } from "../fake_services.ts";

const topicPath = `${CLUSTER}/topics/orders`;
const path = `${topicPath}/partitions/0/records`;

/** A topic whose partition p holds values `p-0`, `p-1` …, ten ms apart, alternating by time. */
function setUp(counts: number[]) {
  const made = fakeApp();
  const { partitions } = made.services.addTopic("orders", counts.length);
  counts.forEach((count, partition) => {
    for (let offset = 0; offset < count; offset++) {
      partitions[partition]!.push({
        offset,
        timestampMs: 1_700_000_000_000 + offset * 10 + partition,
        timestampType: "CREATE_TIME",
        key: null,
        value: Buffer.from(`${partition}-${offset}`),
        headers: [],
      });
    }
  });
  return { ...made, partitions };
}

function valuesOf(page: { data: { value: { data: string } }[] }): string[] {
  return page.data.map(({ value }) => value.data);
}

describe("GET …/partitions/{partition_id}/records", () => {
  test("gives records in full", async () => {
    const { call, partitions } = setUp([1]);
    Object.assign(partitions[0]![0]!, {
      key: Buffer.from('{"id":1}'),
      headers: [{ name: "trace", value: Buffer.from("hi") }, { name: "none", value: null }],
    });
    expect(await jsonOf(await call(path))).toEqual({
      kind: "KafkaRecordList",
      metadata: { self: `${ORIGIN}${path}`, next: `${ORIGIN}${path}?offset=1` },
      data: [{
        kind: "KafkaRecord",
        cluster_id: CLUSTER_ID,
        topic_name: "orders",
        partition_id: 0,
        offset: 0,
        timestamp: "2023-11-14T22:13:20.000Z",
        timestamp_type: "CREATE_TIME",
        headers: [{ name: "trace", value: "aGk=" }, { name: "none", value: null }],
        key: { type: "JSON", data: { id: 1 } },
        value: { type: "STRING", data: "0-0" },
      }],
      partitions: [{ partition_id: 0, log_start_offset: 0, high_watermark: 1, next_offset: 1 }],
    });
  });

  test.each([
    ["", ["0-0", "0-1", "0-2", "0-3"]],
    ["?from=earliest", ["0-0", "0-1", "0-2", "0-3"]],
    ["?from=latest", []],
    ["?offset=2", ["0-2", "0-3"]],
    ["?offset=4", []],
    ["?limit=1", ["0-0"]],
    ["?from=1700000000015", ["0-2", "0-3"]],
    ["?from=2023-11-14T22:13:20.015Z", ["0-2", "0-3"]],
  ])("begins where %j says", async (query, values) => {
    const { call } = setUp([4]);
    expect(valuesOf(await jsonOf(await call(`${path}${query}`)))).toEqual(values);
  });

  test("next leads through all of it, and waits at the end", async () => {
    const { call, services } = setUp([5]);
    let url = `${ORIGIN}${path}?from=earliest&limit=2&timeout_ms=500`;
    const values: string[] = [];
    for (let page = 0; page < 4; page++) {
      const { pathname, search } = new URL(url);
      const body = await jsonOf(await call(`${pathname}${search}`));
      values.push(...valuesOf(body));
      url = body.metadata.next;
    }
    expect(values).toEqual(["0-0", "0-1", "0-2", "0-3", "0-4"]);
    expect(url).toBe(`${ORIGIN}${path}?limit=2&timeout_ms=500&offset=5`);
    expect(services.reads).toHaveLength(4);
    expect(services.reads[3]).toMatchObject({ timeoutMs: 500, recordsMax: 2 });
  });

  test.each([
    ["AUTO", "STRING", "0-0"],
    ["STRING", "STRING", "0-0"],
    ["BINARY", "BINARY", "MC0w"],
    ["JSON", "BINARY", "MC0w"],
  ])("decodes values as %s", async (wanted, type, data) => {
    const { call } = setUp([1]);
    const body = await jsonOf(await call(`${path}?value_type=${wanted}&key_type=BINARY`));
    expect(body.data[0]).toMatchObject({ key: null, value: { type, data } });
  });

  test("gives CBOR with bytes as bytes", async () => {
    const { call, partitions } = setUp([1]);
    partitions[0]![0]!.value = new Uint8Array([255, 0]);
    partitions[0]![0]!.headers = [{ name: "h", value: new Uint8Array([1]) }];
    const response = await call(path, { headers: { accept: "application/cbor" } });
    expect(decodeCbor(await response.bytes())).toMatchObject({
      data: [{
        offset: 0,
        headers: [{ name: "h", value: new Uint8Array([1]) }],
        value: { type: "BINARY", data: new Uint8Array([255, 0]) },
      }],
    });
  });

  test.each([
    [`${path}?offset=99`, 400, 40002, "it has offsets 0 to 4"],
    [`${path}?offset=-1`, 400, 400, "query offset: found -1; allowed: an integer from 0"],
    [
      `${path}?from=yesterday`,
      400,
      400,
      'query from: found "yesterday"; allowed: earliest, latest',
    ],
    [`${path}?from=2023-99-99`, 400, 400, 'query from: found "2023-99-99"; allowed: ISO 8601'],
    [`${path}?limit=1001`, 400, 400, "query limit: found 1001; allowed: an integer from 1 to 1000"],
    [`${path}?timeout_ms=60001`, 400, 400, "query timeout_ms"],
    [`${path}?value_type=AVRO`, 400, 400, 'found "AVRO"; allowed: AUTO, BINARY, JSON, STRING'],
    [`${topicPath}/partitions/7/records`, 404, 404, "Partition 7 of topic orders, which has 1,"],
    [`${CLUSTER}/topics/x/partitions/0/records`, 404, 40403, "does not host"],
    [`${topicPath}/records?offsets=9:0`, 400, 400, 'query offsets: found "9:0"'],
  ])("GET %s is refused with %p", async (url, status, code, message) => {
    const { call } = setUp([4]);
    const body = await jsonOf(await call(url), status);
    expect(body.error_code).toBe(code);
    expect(body.message).toContain(message);
  });
});

describe("GET …/topics/{topic_name}/records", () => {
  test("merges partitions by time", async () => {
    const { call } = setUp([3, 2]);
    const body = await jsonOf(await call(`${topicPath}/records?from=earliest`));
    expect(valuesOf(body)).toEqual(["0-0", "1-0", "0-1", "1-1", "0-2"]);
    expect(body.metadata.next).toBe(`${ORIGIN}${topicPath}/records?offsets=0:3,1:2`);
  });

  test("next leads through all of it, each record once", async () => {
    const { call } = setUp([7, 0, 4]);
    let path = `${topicPath}/records?limit=3`;
    const values: string[] = [];
    for (let page = 0; page < 5; page++) {
      const body = await jsonOf(await call(path));
      values.push(...valuesOf(body));
      const { pathname, search } = new URL(body.metadata.next);
      path = pathname + search;
    }
    expect(values.toSorted()).toEqual([
      ...["0-0", "0-1", "0-2", "0-3", "0-4", "0-5", "0-6"],
      ...["2-0", "2-1", "2-2", "2-3"],
    ]);
  });

  test("keeps the order of offsets where timestamps go back", async () => {
    const { call, partitions } = setUp([3]);
    partitions[0]!.forEach((record, n) => record.timestampMs = 1_700_000_000_000 - n);
    const body = await jsonOf(await call(`${topicPath}/records`));
    expect(valuesOf(body)).toEqual(["0-0", "0-1", "0-2"]);
  });

  test("what was read can be posted again", async () => {
    const { call, services } = setUp([2]);
    const copy = services.addTopic("copy", 1);
    const { data } = await jsonOf(await call(`${topicPath}/records`));
    for (const { key, value, headers, timestamp } of data) {
      const json = { key, value, headers, timestamp };
      await (await call(`${CLUSTER}/topics/copy/records`, { method: "POST", json })).text();
    }
    expect(copy.partitions[0]).toEqual(services.topics.get("orders")!.partitions[0]);
  });
});
