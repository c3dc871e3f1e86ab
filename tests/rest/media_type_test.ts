import { describe, expect, test } from "bun:test";
import { RestError } from "../../lib/rest/failure.ts";
import {
  isOfType,
  preferredType,
  requestFormat,
  responseFormat,
} from "../../lib/rest/media_type.ts";

describe("requestFormat()", () => {
  test.each([
    ["application/json", "json"],
    ["Application/JSON; charset=utf-8", "json"],
    ["application/vnd.kafka.json.v2+json", "json"],
    ["application/cbor", "cbor"],
    ["application/cbor-seq", "cbor"],
  ])("knows %p", (type, format) => {
    expect(requestFormat(type)).toBe(format as "json");
  });

  test.each([
    [null, "Cannot read a body without Content-Type; send application/json"],
    ["application/x-www-form-urlencoded", "Cannot read Content-Type application/x-www-form"],
    ["multipart/form-data; boundary=x", "multipart/form-data"],
    ["text/plain", "text/plain"],
    ["application/jsonx", "application/jsonx"],
    ["", "Cannot read Content-Type"],
  ])(
    "refuses %p, as a web page could send it to another origin or nobody knows it",
    (type, text) => {
      expect(() => requestFormat(type)).toThrow(text);
      try {
        requestFormat(type);
      } catch (error) {
        expect((error as RestError).status).toBe(415);
      }
    },
  );
});

describe("responseFormat()", () => {
  test.each([
    [null, "json"],
    ["", "json"],
    ["*/*", "json"],
    ["application/*", "json"],
    ["application/json", "json"],
    ["application/cbor", "cbor"],
    ["application/cbor, application/json", "cbor"],
    ["application/json, application/cbor", "json"],
    ["application/json;q=0.5, application/cbor;q=0.9", "cbor"],
    ["application/cbor;q=0.1, */*;q=0.9", "json"],
    ["application/cbor, */*;q=0.1", "cbor"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"],
    ["application/json;q=0, application/cbor;q=0.001", "cbor"],
    ["application/vnd.confluent+json", "json"],
  ])("answers Accept %p as %p", (accept, format) => {
    expect(responseFormat(accept)).toBe(format as "json");
  });

  test.each([["text/html"], ["application/xml"], ["application/json;q=0"], ["*/*;q=x"]])(
    "refuses Accept %p",
    (accept) => {
      expect(() => responseFormat(accept)).toThrow(RestError);
      expect(() => responseFormat(accept)).toThrow(`Cannot answer as ${accept}`);
    },
  );
});

describe("preferredType()", () => {
  const types = ["application/json", "text/plain", "text/event-stream"] as const;

  test.each([
    [null, "application/json"],
    ["*/*", "application/json"],
    ["text/*", "text/plain"],
    ["text/event-stream", "text/event-stream"],
    ["image/png, TEXT/Plain;q=0.5", "text/plain"],
    ["application/json;q=0.2, text/event-stream;q=0.9", "text/event-stream"],
    ["text/plain, application/json", "text/plain"],
  ])("of %p is %p", (accept, type) => {
    expect(preferredType(accept, types)).toBe(type as "text/plain");
  });

  test.each(["image/png", "text/plain;q=0"])("refuses %p with 406", (accept) => {
    expect(() => preferredType(accept, types)).toThrow("application/json, text/plain");
  });
});

test("isOfType() passes over parameters and case", () => {
  const types = ["application/octet-stream"];
  expect(isOfType("Application/Octet-Stream; x=y", types)).toBe(true);
  expect([isOfType(null, types), isOfType("text/plain", types)]).toEqual([false, false]);
});
