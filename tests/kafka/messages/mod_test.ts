import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { messages, recordMessages } from "../../../lib/kafka/messages/mod.ts";
import { Message } from "../../../lib/kafka/schema/message.ts";

const folder = new URL("../../../lib/kafka/messages/", import.meta.url);

describe("the list of messages", () => {
  test("holds each message of every file", async () => {
    const listed = new Set(
      [...messages.values()].flatMap(({ request, response }) => [request.name, response.name]),
    );
    for (const each of recordMessages) listed.add(each.name);
    const found: string[] = [];
    for (const file of readdirSync(folder)) {
      const module: Record<string, unknown> = await import(new URL(file, folder).href);
      for (const [name, each] of Object.entries(module)) {
        if (!(each instanceof Message)) continue;
        expect(each.name).toBe(name);
        found.push(name);
      }
    }
    expect([...listed].sort()).toEqual(found.sort());
  });

  test("pairs a request and a response of one API, with one range of versions", () => {
    expect(messages.size).toBe(82);
    for (const [apiKey, { name, request, response }] of messages) {
      expect(request.name).toBe(`${name}Request`);
      expect(response.name).toBe(`${name}Response`);
      expect([request.apiKey, response.apiKey]).toEqual([apiKey, apiKey]);
      expect(response.validVersions).toEqual(request.validVersions);
      expect(response.flexibleFrom).toBe(request.flexibleFrom);
    }
  });

  test("starts at the oldest version that Kafka 3.9 served and ends at the newest of 4.4", () => {
    const ranges = (keys: number[]) =>
      keys.map((key) => Object.values(messages.get(key)!.request.validVersions));
    expect(ranges([0, 1, 2, 3, 8, 9, 18, 19])).toEqual([
      [0, 13],
      [0, 18],
      [0, 11],
      [0, 13],
      [0, 10],
      [0, 10],
      [0, 5],
      [0, 7],
    ]);
  });
});
