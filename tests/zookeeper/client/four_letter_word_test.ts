import { expect, test } from "bun:test";
import { askFourLetterWord } from "../../../lib/zookeeper/client/four_letter_word.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryNetwork } from "../../client/memory_network.ts";
import { withTime } from "../../client/run_clock.ts";

const clock = new MemoryClock();
const ADDRESS = { host: "zk", port: 2181, timeoutMs: 1000, clock };

test("asks, and reads until the server ends the connection", async () => {
  const network = new MemoryNetwork((end) => (bytes) => {
    expect(new TextDecoder().decode(bytes)).toBe("srvr");
    end.send(new TextEncoder().encode("Mode: "));
    end.send(new TextEncoder().encode("standalone\n"));
    setImmediate(() => end.close());
  });
  expect(await askFourLetterWord("srvr", { ...ADDRESS, network })).toBe("Mode: standalone\n");
});

test("rejects where nobody listens", async () => {
  const asked = askFourLetterWord("srvr", { ...ADDRESS, network: new MemoryNetwork(null) });
  await expect(asked).rejects.toThrow("Cannot connect to zk:2181");
});

test("waits no longer than it is told to for an answer, and leaves no timer", async () => {
  const network = new MemoryNetwork(() => () => {/* it hears, and says nothing */});
  const asked = askFourLetterWord("srvr", { ...ADDRESS, network });
  await expect(withTime(clock, asked)).rejects.toThrow("no answer within 1000 ms");
  expect(clock.pending).toBe(0);
});
