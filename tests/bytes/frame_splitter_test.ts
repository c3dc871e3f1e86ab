import { describe, expect, test } from "bun:test";
import { MalformedError } from "../../lib/bytes/reader.ts";
import { FrameSplitter } from "../../lib/bytes/frame_splitter.ts";

const MEBIBYTE = 1024 * 1024;

function framed(...bodies: Uint8Array[]): Uint8Array {
  return Buffer.concat(bodies.flatMap((body) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    return [length, body];
  }));
}

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * 7 + length);
}

describe("FrameSplitter", () => {
  const bodies = [1, 0, 3, 300, 0, 5000].map(numbered);

  for (const size of [1, 2, 3, 4, 5, 7, 64, 1000, 100_000]) {
    test(`gives the frames that came in chunks of ${size} bytes`, () => {
      const splitter = new FrameSplitter({ frameBytesMax: 5000 });
      const stream = framed(...bodies);
      const frames: Uint8Array[] = [];
      for (let at = 0; at < stream.length; at += size) {
        splitter.push(stream.subarray(at, at + size), (frame) => frames.push(frame));
      }
      expect(frames.map((frame) => [...frame])).toEqual(bodies.map((body) => [...body]));
      expect(splitter.reservedBytes).toBe(0);
    });
  }

  test("hands on a frame that lies whole in a chunk as a view of it", () => {
    const splitter = new FrameSplitter({ frameBytesMax: 100 });
    const chunk = framed(numbered(10), numbered(20));
    const frames: Uint8Array[] = [];
    splitter.push(chunk, (frame) => frames.push(frame));
    expect(frames.map((frame) => frame.buffer === chunk.buffer)).toEqual([true, true]);
  });

  test("hands on a frame as a view even where its length came alone", () => {
    const splitter = new FrameSplitter({ frameBytesMax: 100 });
    const stream = framed(numbered(10));
    const frames: Uint8Array[] = [];
    splitter.push(stream.subarray(0, 4), (frame) => frames.push(frame));
    splitter.push(stream.subarray(4), (frame) => frames.push(frame));
    expect(frames[0]!.buffer).toBe(stream.buffer);
  });

  test("gathers a frame of many chunks in one buffer of its size", () => {
    const splitter = new FrameSplitter({ frameBytesMax: MEBIBYTE });
    const stream = framed(numbered(1000));
    splitter.push(stream.subarray(0, 10), () => {});
    expect(splitter.reservedBytes).toBe(1000);
    splitter.push(stream.subarray(10), (frame) => expect(frame.byteLength).toBe(1000));
    expect(splitter.reservedBytes).toBe(0);
  });

  test("reserves what came, not what a size field says", () => {
    const splitter = new FrameSplitter({ frameBytesMax: 2 ** 31 - 1 });
    splitter.push(new Uint8Array([0x7f, 0xff, 0xff, 0xff, 1, 2, 3]), () => {});
    expect(splitter.reservedBytes).toBe(MEBIBYTE);
    for (let i = 0; i < 5; i++) splitter.push(new Uint8Array(MEBIBYTE), () => {});
    expect(splitter.reservedBytes).toBe(8 * MEBIBYTE);
  });

  test("gives a large frame whole", () => {
    const splitter = new FrameSplitter({ frameBytesMax: 8 * MEBIBYTE });
    const body = numbered(5 * MEBIBYTE + 13);
    const stream = framed(body, numbered(3));
    const frames: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += 65_536) {
      splitter.push(stream.subarray(at, at + 65_536), (frame) => frames.push(frame));
    }
    expect(frames).toHaveLength(2);
    expect(Buffer.compare(frames[0]!, body)).toBe(0);
  });

  test("refuses a negative size and one above the limit, naming both", () => {
    const push = (...bytes: number[]) => () =>
      new FrameSplitter({ frameBytesMax: 1000 }).push(new Uint8Array(bytes), () => {});
    expect(push(0x80, 0, 0, 0)).toThrow(MalformedError);
    expect(push(0xff, 0xff, 0xff, 0xff)).toThrow("a frame of -1 bytes: 0 to 1000 are allowed");
    expect(push(0, 0, 3, 0xe9)).toThrow("a frame of 1001 bytes: 0 to 1000 are allowed");
    expect(push(0, 0, 3, 0xe8)).not.toThrow();
  });

  test("stays refused after a bad size", () => {
    const splitter = new FrameSplitter({ frameBytesMax: 10 });
    const bad = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 5]);
    expect(() => splitter.push(bad, () => {})).toThrow(MalformedError);
    expect(() => splitter.push(framed(numbered(1)), () => {})).toThrow(MalformedError);
  });

  test("is ready for the next frame where the callback throws", () => {
    const splitter = new FrameSplitter({ frameBytesMax: 10 });
    const fail = () => {
      throw new Error("handler");
    };
    expect(() => splitter.push(framed(numbered(2)), fail)).toThrow("handler");
    const frames: Uint8Array[] = [];
    splitter.push(framed(numbered(3)), (frame) => frames.push(frame));
    expect(frames).toHaveLength(1);
  });
});
