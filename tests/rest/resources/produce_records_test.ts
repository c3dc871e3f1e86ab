import { describe, expect, test } from "bun:test";
import { decodeCborSequence, encodeCbor } from "../../../lib/rest/cbor.ts";
import { CLUSTER, CLUSTER_ID, fakeApp, jsonOf } from "../fake_services.ts";

const path = `${CLUSTER}/topics/orders/records`;

function setUp(partitions = 2) {
  const made = fakeApp();
  const topic = made.services.addTopic("orders", partitions);
  /** Posts one record as curl does: in one piece, with its length. */
  async function post(record: unknown, headers: Record<string, string> = {}) {
    const body = typeof record === "string" ? record : JSON.stringify(record);
    const length = String(Buffer.byteLength(body));
    return await made.call(path, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", "content-length": length, ...headers },
    });
  }
  return { ...made, topic, post };
}

/** The receipts of a streamed answer. */
async function receiptsOf(response: Response) {
  const text = await response.text();
  expect(text).toEndWith("\r\n");
  return text.trimEnd().split("\r\n").map((line) => JSON.parse(line));
}

describe("one record", () => {
  test("is written with key, value, headers, partition and timestamp", async () => {
    const { post, topic } = setUp();
    const response = await post({
      partition_id: 1,
      headers: [{ name: "trace", value: "aGk=" }, { name: "empty", value: null }],
      key: { type: "STRING", data: "k" },
      value: { type: "JSON", data: { total: 12.5, 이름: "값" } },
      timestamp: "2023-11-14T22:13:20.500Z",
    });
    expect(await jsonOf(response)).toEqual({
      error_code: 200,
      cluster_id: CLUSTER_ID,
      topic_name: "orders",
      partition_id: 1,
      offset: 0,
      timestamp: "2023-11-14T22:13:20.500Z",
      key: { type: "STRING", size: 1 },
      value: { type: "JSON", size: 29 },
    });
    expect(topic.partitions[1]).toEqual([{
      offset: 0,
      timestampMs: 1_700_000_000_500,
      timestampType: "CREATE_TIME",
      key: Buffer.from("k"),
      value: Buffer.from('{"total":12.5,"이름":"값"}'),
      headers: [{ name: "trace", value: Buffer.from("hi") }, { name: "empty", value: null }],
    }]);
  });

  test.each<[unknown]>([
    [{}],
    [{ key: null, value: null, headers: null, partition_id: null, timestamp: null }],
    [{ value: { type: "BINARY", data: null } }],
  ])("may have nothing: %j", async (record) => {
    const { post, topic } = setUp(1);
    const receipt = await jsonOf(await post(record));
    expect(receipt.error_code).toBe(200);
    expect(receipt).not.toHaveProperty("value");
    expect(topic.partitions[0]).toMatchObject([{ key: null, value: null, headers: [] }]);
  });

  test("keeps the digits of JSON numbers", async () => {
    const { post, topic } = setUp(1);
    await post('{"value":{"type":"JSON","data":{"id":12345678901234567890}}}');
    expect(Buffer.from(topic.partitions[0]![0]!.value!).toString())
      .toBe('{"id":12345678901234567890}');
  });

  test.each<[string, unknown, number, number, string]>([
    ["a wrong type", { value: { type: "AVRO" } }, 400, 400, "Cannot take record 0.value.type"],
    ["bad base64", { key: { type: "BINARY", data: "a" } }, 400, 400, "record 0.key.data: found"],
    ["another shape", { valeu: 1 }, 400, 400, "record 0.valeu: found a name that nothing has"],
    ["a bad timestamp", { timestamp: "x" }, 400, 400, "record 0.timestamp: found"],
    [
      "a partition too far",
      { partition_id: 2 },
      404,
      404,
      "Partition 2 of topic orders, which has 2",
    ],
    ["malformed JSON", '{"value":}', 400, 400, "Cannot read the body as JSON"],
    ["JSON cut off", '{"value"', 400, 400, "it ends at byte 8 inside a JSON object"],
    ["a list", "[{}]", 400, 400, "found '[' at byte 0; allowed: JSON objects"],
    ["nothing", "", 422, 42206, "Request body is empty"],
    ["only space", "  ", 422, 42206, "Request body is empty"],
  ])("with %s is answered with its own status", async (_name, record, status, code, message) => {
    const { post, topic } = setUp();
    const body = await jsonOf(await post(record), status);
    expect(body.error_code).toBe(code);
    expect(body.message).toContain(message);
    expect(topic.partitions.flat()).toEqual([]);
  });

  test("that the broker refuses is answered with the broker's reason", async () => {
    const { post, services } = setUp();
    services.producer.send = () => Promise.reject(new Error("out of luck"));
    expect((await jsonOf(await post({}), 500)).message).toBe("out of luck");
  });

  test("for a topic that is not is 404", async () => {
    const { call } = fakeApp();
    const response = await call(path, { method: "POST", json: {} });
    expect((await jsonOf(response, 404)).error_code).toBe(40403);
  });

  test("of a type that a web page may send unasked is refused", async () => {
    const { post } = setUp();
    const response = await post("{}", { "content-type": "text/plain" });
    expect((await jsonOf(response, 415)).error_code).toBe(415);
  });
});

describe("several records in one body", () => {
  test("are answered with a receipt each, in order, under status 200", async () => {
    const { post, topic } = setUp(1);
    const records = Array.from({ length: 250 }, (_, n) => ({ value: { type: "JSON", data: n } }));
    const response = await post(records.map((record) => JSON.stringify(record)).join("\n"));
    expect([response.status, response.headers.get("content-type")])
      .toEqual([200, "application/json"]);
    const receipts = await receiptsOf(response);
    expect(receipts.map(({ offset }) => offset)).toEqual(records.map((_, n) => n));
    expect(topic.partitions[0]!.map(({ value }) => Number(Buffer.from(value!))))
      .toEqual(records.map((_, n) => n));
  });

  test("each have their own error, and the others are written", async () => {
    const { post, topic } = setUp(1);
    const response = await post('{}{"value":{"type":"X"}}{"partition_id":5}{}');
    expect(response.status).toBe(200);
    const receipts = await receiptsOf(response);
    expect(receipts.map(({ error_code }) => error_code)).toEqual([200, 400, 404, 200]);
    expect(receipts[1].message).toContain("record 1.value.type");
    expect(topic.partitions[0]!.length).toBe(2);
  });

  test("end with an error where the body cannot be read on", async () => {
    const { post } = setUp(1);
    const receipts = await receiptsOf(await post('{}{}{"value":nul}{}'));
    expect(receipts.map(({ error_code }) => error_code)).toEqual([200, 200, 400]);
  });

  test("in chunks get each receipt before the next record is sent", async () => {
    const { app, topic } = setUp(1);
    const sent = new TransformStream<Uint8Array, Uint8Array>();
    const writer = sent.writable.getWriter();
    function send(text: string) {
      return writer.write(new TextEncoder().encode(text));
    }
    const first = send('{"value":{"type":"STRING","data":"0"}}');
    const response = await app.request(path, {
      method: "POST",
      body: sent.readable,
      headers: { "content-type": "application/json" },
    });
    await first;
    const reader = response.body!.getReader();
    for (let n = 0; n < 3; n++) {
      const { value } = await reader.read();
      expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({ offset: n });
      expect(topic.partitions[0]!.length).toBe(n + 1);
      if (n < 2) await send(`{"value":{"type":"STRING","data":"${n + 1}"}}`);
    }
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  test("stop being taken where nobody reads the receipts", async () => {
    const { app, topic } = setUp(1);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++;
        controller.enqueue(new TextEncoder().encode("{}"));
      },
    });
    const headers = { "content-type": "application/json" };
    const response = await app.request(path, { method: "POST", body, headers });
    for (let turn = 0; turn < 500; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sent).toBeLessThan(200);
    expect(topic.partitions[0]!.length).toBeLessThan(200);
    await response.body!.cancel();
  });

  test("come as a CBOR sequence too, with bytes as bytes", async () => {
    const { call, topic } = setUp(1);
    const value = new Uint8Array([0, 255]);
    const body = Buffer.concat([
      encodeCbor({ value: { type: "BINARY", data: value } }),
      encodeCbor({ value: { type: "JSON", data: { a: 2 ** 40 } }, partition_id: 0 }),
    ]);
    const response = await call(path, {
      method: "POST",
      body,
      headers: { "content-type": "application/cbor", accept: "application/cbor" },
    });
    expect(response.headers.get("content-type")).toBe("application/cbor");
    expect(decodeCborSequence(await response.bytes())).toMatchObject([
      { error_code: 200, offset: 0, value: { type: "BINARY", size: 2 } },
      { error_code: 200, offset: 1, value: { type: "JSON", size: 19 } },
    ]);
    expect(topic.partitions[0]!.map((record) => Buffer.from(record.value!))).toEqual([
      Buffer.from(value),
      Buffer.from('{"a":1099511627776}'),
    ]);
  });
});
