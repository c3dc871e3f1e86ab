import { describe, expect, test } from "bun:test";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { type EventStream, EventStreams } from "../../lib/rest/event_streams.ts";
import { nextText } from "./server_events.ts";

async function opened(streams: EventStreams, signal = new AbortController().signal) {
  const state = { ends: 0 };
  let stream: EventStream | undefined;
  const response = await streams.open({
    signal,
    begin(one) {
      stream = one;
      return Promise.resolve(() => void state.ends++);
    },
  });
  return { stream: stream!, response, state, reader: response.body!.getReader() };
}

describe("an event stream", () => {
  test("has its events in order, each with its id", async () => {
    const { stream, response, reader } = await opened(new EventStreams(new MemoryClock()));
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    stream.send({ event: "one", id: 7, data: { text: "a\nb" } });
    stream.send({ event: "two", data: null });
    expect(await nextText(reader)).toBe(
      'event: one\nid: 7\ndata: {"text":"a\\nb"}\n\nevent: two\ndata: null\n\n',
    );
    const waiting = nextText(reader);
    stream.send({ event: "three", data: 3 });
    expect(await waiting).toBe("event: three\ndata: 3\n\n");
  });

  test("is heard of every 15 s, also where nothing happens", async () => {
    const clock = new MemoryClock();
    const { reader } = await opened(new EventStreams(clock));
    for (let i = 0; i < 3; i++) {
      const waiting = nextText(reader);
      clock.advance(15_000);
      expect(await waiting).toBe(": heartbeat\n\n");
    }
  });

  test("ends with a word where the client does not read", async () => {
    const streams = new EventStreams(new MemoryClock());
    const { stream, reader, state } = await opened(streams);
    const data = "x".repeat(100_000);
    for (let i = 0; i < 20; i++) stream.send({ event: "much", data });
    expect([state.ends, streams.size]).toEqual([1, 0]);
    const text = await nextText(reader);
    const events = text.match(/event: \w+/g)!;
    expect([events.length, events.at(-2), events.at(-1)]).toEqual([
      11,
      "event: much",
      "event: overflow",
    ]);
    expect((await reader.read()).done).toBe(true);
  });

  test("is released once when the client goes, whichever way that is told", async () => {
    const streams = new EventStreams(new MemoryClock());
    const gone = new AbortController();
    const { stream, reader, state } = await opened(streams, gone.signal);
    const waiting = nextText(reader);
    gone.abort();
    expect(await waiting).toBe("");
    await reader.cancel();
    stream.send({ event: "late", data: 1 });
    expect([state.ends, streams.size]).toEqual([1, 0]);
    const aborted = AbortSignal.abort();
    expect((await opened(streams, aborted)).state.ends).toBe(1);
  });

  test("leaves no timer behind", async () => {
    const clock = new MemoryClock();
    const streams = new EventStreams(clock);
    const { reader } = await opened(streams);
    await reader.cancel();
    expect(clock.pending).toBe(0);
  });
});

describe("event streams", () => {
  test("are bounded in number", async () => {
    const streams = new EventStreams(new MemoryClock());
    const all = [];
    for (let i = 0; i < 256; i++) all.push(await opened(streams));
    await expect(opened(streams)).rejects.toThrow("256 event streams are open");
    await all[0]!.reader.cancel();
    expect((await opened(streams)).state.ends).toBe(0);
  });

  test("are bounded in what waits in all of them", async () => {
    const streams = new EventStreams(new MemoryClock());
    const all = [];
    for (let i = 0; i < 50; i++) all.push(await opened(streams));
    const data = "x".repeat(1_000_000);
    for (const { stream } of all) stream.send({ event: "much", data });
    const ended = all.filter(({ state }) => state.ends === 1);
    expect([all.length - ended.length, ended.length]).toEqual([33, 17]);
    for (const { reader } of all) await reader.cancel();
    const { stream, state } = await opened(streams);
    stream.send({ event: "much", data });
    expect(state.ends).toBe(0);
  });

  test("end with a word when the server stops", async () => {
    const streams = new EventStreams(new MemoryClock());
    const { reader, state } = await opened(streams);
    streams.close();
    expect(await nextText(reader)).toContain("event: closing");
    expect((await reader.read()).done).toBe(true);
    expect(state.ends).toBe(1);
    await expect(opened(streams)).rejects.toThrow("The server stops");
  });

  test("of which none begins leave nothing open", async () => {
    const streams = new EventStreams(new MemoryClock());
    const begin = () => Promise.reject(new Error("no"));
    const { signal } = new AbortController();
    await expect(streams.open({ signal, begin })).rejects.toThrow("no");
    expect(streams.size).toBe(0);
  });
});
