import { expect, test } from "bun:test";
import { murmur2 } from "../../../lib/client/producer/murmur2.ts";

test("hashes as Kafka's other clients do", () => {
  const known: [string, number][] = [
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
    ["abc", 479470107],
  ];
  for (const [text, hash] of known) expect(murmur2(new TextEncoder().encode(text))).toBe(hash);
});
