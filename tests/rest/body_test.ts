import { describe, expect, test } from "bun:test";
import { BODY_BYTES_MAX, hasBody, readBody, readBodySequence } from "../../lib/rest/body.ts";
import { encodeCbor } from "../../lib/rest/cbor.ts";
import { RestError } from "../../lib/rest/failure.ts";

function request(body: BodyInit | null, type = "application/json", length?: number): Request {
  const headers = new Headers({ "content-type": type });
  if (length !== undefined) headers.set("content-length", String(length));
  return new Request("http://localhost/", { method: "POST", body, headers });
}

function chunks(...parts: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) {
        controller.enqueue(typeof part === "string" ? new TextEncoder().encode(part) : part);
      }
      controller.close();
    },
  });
}

async function statusOf(work: Promise<unknown>): Promise<[number, string]> {
  const error = await work.then(() => null, (failure: unknown) => failure);
  if (!(error instanceof RestError)) throw new Error(`Found ${error}`);
  return [error.status, error.message];
}

describe("readBody()", () => {
  test("reads JSON in chunks", async () => {
    expect(await readBody(request(chunks('{"a":"', "한글", '"}')))).toEqual({ a: "한글" });
  });

  test("reads CBOR", async () => {
    const body = new Uint8Array(encodeCbor({ a: [1] }));
    expect(await readBody(request(body, "application/cbor"))).toEqual({ a: [1] });
  });

  test.each<[string, Request, number, string]>([
    ["malformed JSON", request('{"a":'), 400, "Cannot read the body as JSON: "],
    ["malformed CBOR", request("\xff\xff", "application/cbor"), 400, "as CBOR"],
    ["another type", request("a=b", "application/x-www-form-urlencoded"), 415, "x-www-form"],
    ["an empty body", request(""), 422, "Request body is empty"],
    [
      "a length announced past the limit, before anything is read",
      request(chunks("{}"), "application/json", BODY_BYTES_MAX + 1),
      413,
      `found ${BODY_BYTES_MAX + 1} bytes; allowed: ${BODY_BYTES_MAX} bytes`,
    ],
    [
      "more than the limit without announcing it",
      request(chunks(new Uint8Array(BODY_BYTES_MAX), new Uint8Array(1))),
      413,
      "found more",
    ],
  ])("refuses %s", async (_name, from, status, message) => {
    const [foundStatus, foundMessage] = await statusOf(readBody(from));
    expect(foundMessage).toContain(message);
    expect(foundStatus).toBe(status);
  });
});

describe("readBodySequence()", () => {
  test("gives each value as soon as it is there", async () => {
    const given: string[] = [];
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = given.length;
        if (next === 3) return controller.close();
        given.push(`{"n":${next}}`);
        controller.enqueue(new TextEncoder().encode(given[next]));
      },
    }, { highWaterMark: 0 });
    const values = readBodySequence(request(stream));
    expect((await values.next()).value).toEqual({ n: 0 });
    expect(given.length).toBeLessThan(3);
    expect((await values.next()).value).toEqual({ n: 1 });
    expect((await values.next()).value).toEqual({ n: 2 });
    expect((await values.next()).done).toBe(true);
  });

  test("goes past the limit with many values", async () => {
    const one = `{"a":"${"x".repeat(1000)}"}`;
    let count = 0;
    const stream = chunks(...Array.from({ length: 5000 }, () => one));
    for await (const _ of readBodySequence(request(stream))) count++;
    expect(count * one.length).toBeGreaterThan(BODY_BYTES_MAX);
  });

  test("reads a CBOR sequence", async () => {
    const body = Buffer.concat([encodeCbor({ a: 1 }), encodeCbor({ a: 2 })]);
    const values = await Array.fromAsync(readBodySequence(request(body, "application/cbor-seq")));
    expect(values).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test.each([["", 422], [" \n", 422], ["[]", 400], ['{"a":1}{', 400]])(
    "refuses %j",
    async (text, status) => {
      const read = Array.fromAsync(readBodySequence(request(text)));
      expect((await statusOf(read))[0]).toBe(status);
    },
  );
});

test("hasBody() tells an absent body", () => {
  expect(hasBody(request(null))).toBe(false);
  expect(hasBody(request("{}"))).toBe(true);
});
