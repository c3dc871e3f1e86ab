/** Watches over sockets: who leaves is forgotten, and a stop tells those who are there. */
import { expect, test } from "bun:test";
import { startKedge } from "./kedge_in_memory.ts";
import { ServerEvents } from "./server_events.ts";

const LIMIT_MS = 20_000;

/** Waits until `condition` holds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  while (!await condition()) {
    if (Date.now() > endMs) throw new Error("What was waited for did not happen");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function watches(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^watch_count (\d+)$/m.exec(text)![1]);
}

test("a watch goes with its client, and a stop ends the others", async () => {
  const { kedge, origin } = await startKedge();
  let isClosed = false;
  try {
    const before = await watches(origin);
    const gone = new AbortController();
    const url = `${origin}/v1/znodes/brokers?watch=recursive`;
    const leaving = new ServerEvents(await fetch(url, { signal: gone.signal }));
    const staying = new ServerEvents(await fetch(`${origin}/v1/znodes/new?watch`));
    expect((await leaving.next())?.event).toBe("watching");
    expect((await staying.next())?.event).toBe("watching");
    expect(await watches(origin)).toBe(before + 3);
    const put = { method: "PUT", headers: { "content-type": "application/octet-stream" } };
    const made = await fetch(`${origin}/v1/znodes/new?create=true`, { ...put, body: "x" });
    expect(made.status).toBe(201);
    expect((await staying.next())?.event).toBe("created");
    // Nothing is on its way to it: that it has gone is told by its connection alone.
    gone.abort();
    await until(async () => await watches(origin) === before + 2);
    isClosed = true;
    const closed = kedge.close();
    const last = await staying.next();
    expect([last?.event, last?.data]).toEqual(["closing", { message: "The server stops" }]);
    expect(await staying.next()).toBeNull();
    await closed;
  } finally {
    if (!isClosed) await kedge.close();
  }
}, 60_000);
