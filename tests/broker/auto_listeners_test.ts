import { expect, test } from "bun:test";
import { until } from "../io/turns.ts";
import { MemoryKedge } from "../simulator/memory_kedge.ts";
import { connectionFacts } from "./connection_facts.ts";
import { serveMetadata } from "./metadata_server.ts";

const REFRESH_MS = 300_000;

test("advertised.listeners=auto: clients and the tree follow the metadata server", async () => {
  const kedge = new MemoryKedge({
    overrides: [
      "listeners=EXTERNAL://localhost:9092",
      "listener.security.protocol.map=EXTERNAL:PLAINTEXT",
      "advertised.listeners=auto",
    ],
  });
  const metadata = { internal: "10.128.0.2", external: "34.1.2.3" };
  serveMetadata(kedge.network, metadata);
  await kedge.start();
  const { broker, machine } = kedge.running;
  const client = connectionFacts({ listenerName: "EXTERNAL", remoteAddress: "8.8.8.8" });
  expect(machine).toEqual({ internal: "10.128.0.2", external: "34.1.2.3" });
  expect(broker.nodeFor(client)).toEqual({ nodeId: 1, host: "34.1.2.3", port: 9092 });
  expect(broker.image.brokers.get(1)?.endpoints).toEqual([
    { listenerName: "EXTERNAL", host: "34.1.2.3", port: 9092 },
  ]);

  metadata.external = "35.9.9.9";
  kedge.clock.advance(REFRESH_MS);
  await until("the tree has the new address", () => {
    kedge.clock.advance(1);
    return broker.image.brokers.get(1)?.endpoints[0]?.host === "35.9.9.9";
  });
  expect(broker.nodeFor(client).host).toBe("35.9.9.9");
  await kedge.stop();
});
