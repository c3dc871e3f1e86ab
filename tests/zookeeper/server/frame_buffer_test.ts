import { expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import { FrameBuffer } from "../../../lib/zookeeper/server/frame_buffer.ts";
import { frame } from "./test_server.ts";

function framed(text: string): Uint8Array {
  return frame((writer) => writer.text(text));
}

function texts(frames: FrameBuffer): string[] {
  const list: string[] = [];
  for (let next = frames.next(); next !== null; next = frames.next()) {
    list.push(new TextDecoder().decode(next));
  }
  return list;
}

test("whole frames come out in order", () => {
  const frames = new FrameBuffer(100);
  frames.push(Buffer.concat([framed("one"), framed(""), framed("three")]));
  expect(texts(frames)).toEqual(["one", "", "three"]);
  expect(frames.length).toBe(0);
});

test("frames come out whole however they were cut", () => {
  const words = ["one", "", "a longer word", "x".repeat(90), "end"];
  const bytes = Buffer.concat(words.map(framed));
  for (let size = 1; size < bytes.length; size++) {
    const frames = new FrameBuffer(100);
    const found: string[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      frames.push(new Uint8Array(bytes.subarray(at, at + size)));
      found.push(...texts(frames));
    }
    expect([size, found]).toEqual([size, words]);
  }
});

test("a frame that was handed out stays as it was", () => {
  const frames = new FrameBuffer(100);
  const bytes = Buffer.concat([framed("first"), framed("second"), framed("third")]);
  frames.push(new Uint8Array(bytes.subarray(0, 12)));
  const first = frames.next()!;
  frames.push(new Uint8Array(bytes.subarray(12, 20)));
  const second = frames.next()!;
  frames.push(new Uint8Array(bytes.subarray(20)));
  frames.next();
  expect([first, second].map((one) => new TextDecoder().decode(one))).toEqual(["first", "second"]);
});

test("a chunk whose frames are all taken is not kept", () => {
  const frames = new FrameBuffer(100);
  const chunk = framed("one");
  frames.push(chunk);
  frames.next();
  expect(frames.length).toBe(0);
  expect(frames.next()).toBeNull();
});

test("lengths that no request has are refused at once", () => {
  for (const length of [-1, -(2 ** 31), 101, 2 ** 31 - 1]) {
    const frames = new FrameBuffer(100);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, length);
    frames.push(bytes);
    expect(() => frames.next()).toThrow(MalformedError);
  }
  const frames = new FrameBuffer(100);
  frames.push(framed("x".repeat(100)));
  expect(texts(frames)[0]?.length).toBe(100);
});

test("the first four bytes can be looked at before they are taken", () => {
  const frames = new FrameBuffer(100);
  frames.push(new Uint8Array([0x72, 0x75]));
  expect(frames.peekInt32()).toBeNull();
  frames.push(new Uint8Array([0x6f, 0x6b, 0x0a]));
  expect(frames.peekInt32()).toBe(0x72756f6b);
  expect(frames.length).toBe(5);
});
