import { expect, test } from "bun:test";
import { hostCounts, parsePairs, protocolMap } from "../../lib/config/pair_list.ts";

const rows: readonly (readonly [string, Record<string, string> | null])[] = [
  ["", {}],
  ["A:SSL", { A: "SSL" }],
  [" A : SSL , B:PLAINTEXT ", { A: "SSL", B: "PLAINTEXT" }],
  ["::1:5,127.0.0.1:3", { "::1": "5", "127.0.0.1": "3" }],
  ["A", null],
  [":SSL", null],
];

test.each(rows)("parsePairs() reads %p", (text, pairs) => {
  const read = parsePairs(text);
  expect(read === null ? null : Object.fromEntries(read)).toEqual(pairs);
});

test("the rules name what is wrong", () => {
  expect(protocolMap.check("map", "A:SSL", "A:SSL")).toBeNull();
  expect(protocolMap.check("map", "A:TLS", "A:TLS")).toContain("Invalid security protocol `TLS`");
  expect(protocolMap.check("map", "A", "A")).toContain("Each listener needs name:protocol");
  expect(hostCounts.check("counts", "h:1", "h:1")).toBeNull();
  expect(hostCounts.check("counts", "h:x", "h:x")).toContain("Each address needs host:count");
  expect(hostCounts.check("counts", "h", "h")).toContain("Each address needs host:count");
});
