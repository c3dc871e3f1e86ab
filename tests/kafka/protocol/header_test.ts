import { describe, expect, test } from "bun:test";
import { MalformedError, Reader } from "../../../lib/bytes/reader.ts";
import { Writer } from "../../../lib/bytes/writer.ts";
import { ApiKey } from "../../../lib/kafka/protocol/api_key.ts";
import {
  readRequestHeader,
  readResponseHeader,
  requestHeaderVersion,
  responseHeaderVersion,
  writeRequestHeader,
  writeResponseHeader,
} from "../../../lib/kafka/protocol/header.ts";

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function hex(write: (writer: Writer) => void): string {
  const writer = new Writer();
  write(writer);
  return Buffer.from(writer.finish()).toString("hex");
}

describe("header versions", () => {
  const cases: [keyof typeof ApiKey, number, number, number][] = [
    ["PRODUCE", 0, 1, 0],
    ["PRODUCE", 8, 1, 0],
    ["PRODUCE", 9, 2, 1],
    ["METADATA", 13, 2, 1],
    ["API_VERSIONS", 0, 1, 0],
    ["API_VERSIONS", 3, 2, 0],
    ["API_VERSIONS", 99, 2, 0],
    ["SASL_HANDSHAKE", 1, 1, 0],
    ["CONTROLLED_SHUTDOWN", 0, 0, 0],
    ["CONTROLLED_SHUTDOWN", 1, 1, 0],
    ["CONTROLLED_SHUTDOWN", 3, 2, 1],
  ];
  for (const [name, apiVersion, request, response] of cases) {
    test(`of ${name} version ${apiVersion} are ${request} and ${response}`, () => {
      const apiKey = ApiKey[name];
      expect(requestHeaderVersion({ apiKey, apiVersion })).toBe(request);
      expect(responseHeaderVersion({ apiKey, apiVersion })).toBe(response);
    });
  }
});

describe("request headers", () => {
  const read = (text: string) => {
    const reader = new Reader(bytes(text));
    return { header: readRequestHeader(reader), offset: reader.offset };
  };

  test("of classic requests end after the client id", () => {
    expect(read("0000" + "0003" + "00000007" + "000161" + "ffff")).toEqual({
      header: { requestApiKey: 0, requestApiVersion: 3, correlationId: 7, clientId: "a" },
      offset: 11,
    });
    expect(read("0000" + "0003" + "00000007" + "ffff").header.clientId).toBeNull();
  });

  test("of flexible requests end after the tagged fields, with a classic client id", () => {
    const { header, offset } = read(
      "0012" + "0003" + "00000007" + "000161" + "01" + "0501aa" + "02",
    );
    expect(header.clientId).toBe("a");
    expect(header.unknownTaggedFields).toEqual([{ tag: 5, data: new Uint8Array([0xaa]) }]);
    expect(offset).toBe(15);
  });

  test("of ControlledShutdown version 0 have no client id", () => {
    expect(read("0007" + "0000" + "00000007").header.clientId).toBe("");
  });

  test("of APIs that do not exist are refused", () => {
    expect(() => read("03e7" + "0000" + "00000007" + "ffff")).toThrow(MalformedError);
    expect(() => read("03e7" + "0000" + "00000007" + "ffff")).toThrow("no API API_999 here");
    expect(() => read("0034" + "0000" + "00000007" + "ffff")).toThrow("no API VOTE here");
  });

  test("are refused where they are cut short", () => {
    const whole = "0012" + "0003" + "00000007" + "000161" + "00";
    for (let length = 0; length < whole.length; length += 2) {
      expect(() => read(whole.slice(0, length))).toThrow(MalformedError);
    }
  });

  test("come out as they are read", () => {
    const header = { apiKey: 18, apiVersion: 3, correlationId: -5, clientId: "kedge" };
    const text = hex((writer) => writeRequestHeader(writer, header));
    expect(text).toBe("0012" + "0003" + "fffffffb" + "00056b65646765" + "00");
    expect(hex((writer) => writeRequestHeader(writer, { ...header, apiKey: 7, apiVersion: 0 })))
      .toBe("0007" + "0000" + "fffffffb");
  });
});

describe("response headers", () => {
  test("carry the correlation id, and tagged fields where the request was flexible", () => {
    const of = (apiKey: number, apiVersion: number) => ({ apiKey, apiVersion, correlationId: 9 });
    expect(hex((writer) => writeResponseHeader(writer, of(0, 3)))).toBe("00000009");
    expect(hex((writer) => writeResponseHeader(writer, of(0, 9)))).toBe("0000000900");
    expect(hex((writer) => writeResponseHeader(writer, of(18, 3)))).toBe("00000009");
  });

  test("give the correlation id back", () => {
    expect(readResponseHeader(new Reader(bytes("0000000900")), { apiKey: 0, apiVersion: 9 })).toBe(
      9,
    );
    expect(readResponseHeader(new Reader(bytes("00000009")), { apiKey: 18, apiVersion: 4 })).toBe(
      9,
    );
  });
});
