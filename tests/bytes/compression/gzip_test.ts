import { expect, test } from "bun:test";
import { gzipCompress, gzipDecompress } from "../../../lib/bytes/compression/gzip.ts";
import { MalformedError } from "../../../lib/bytes/reader.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("reads what Java's GZIPOutputStream writes", () => {
  const java = Buffer.from("1f8b08000000000000ffcb48cdc9c95728cf2fca49010085114a0d0b000000", "hex");
  expect(text(gzipDecompress(java, 100))).toBe("hello world");
});

test("reads several members as one, as Java does", () => {
  const two = Buffer.concat([gzipCompress(Buffer.from("one ")), gzipCompress(Buffer.from("two"))]);
  expect(text(gzipDecompress(two, 7))).toBe("one two");
  expect(() => gzipDecompress(two, 6)).toThrow(MalformedError);
});

test("a wrong checksum or length in the trailer is found", () => {
  const good = gzipCompress(Buffer.from("hello world"));
  for (let at = good.length - 8; at < good.length; at++) {
    const bad = good.slice();
    bad[at]! ^= 1;
    expect(() => gzipDecompress(bad, 100)).toThrow(MalformedError);
  }
});

test("a length in the trailer that claims 4 GiB reserves no such memory", () => {
  const bad = gzipCompress(new Uint8Array(100));
  bad.fill(0xff, bad.length - 4);
  const before = process.memoryUsage().rss;
  expect(() => gzipDecompress(bad, 1 << 30)).toThrow(MalformedError);
  expect(process.memoryUsage().rss - before).toBeLessThan(32 << 20);
});
