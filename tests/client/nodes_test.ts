import { describe, expect, test } from "bun:test";
import { DisconnectedError } from "../../lib/client/errors.ts";
import { Nodes } from "../../lib/client/nodes.ts";
import { addressText, type BrokerAddress, type Transport } from "../../lib/client/transport.ts";

class FakeTransport implements Transport {
  readonly broker: string;
  closed = false;
  readonly served = [];

  constructor(broker: string) {
    this.broker = broker;
  }

  versionOf(): number {
    return 0;
  }

  send(): Promise<never> {
    return Promise.reject(new Error("not used"));
  }

  sendOneWay(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
  }
}

function makeNodes(bootstrap: string[], reachable: Set<string>) {
  const opened: FakeTransport[] = [];
  const told: string[] = [];
  const nodes = new Nodes({
    bootstrapServers: bootstrap.map((host) => ({ host, port: 1 })),
    connect: (address: BrokerAddress) => {
      const text = addressText(address);
      if (!reachable.has(text)) return Promise.reject(new DisconnectedError(`no ${text}`));
      const transport = new FakeTransport(text);
      opened.push(transport);
      return Promise.resolve(transport);
    },
    onUnreachable: (address) => told.push(address),
  });
  return { nodes, opened, told };
}

describe("Nodes", () => {
  test("takes the first bootstrap server that answers, and tells of the others once", async () => {
    const { nodes, told } = makeNodes(["a", "b"], new Set(["b:1"]));
    expect((await nodes.any()).broker).toBe("b:1");
    expect((await nodes.any()).broker).toBe("b:1");
    expect(told).toEqual(["a:1"]);
  });

  test("names all that it tried", async () => {
    const { nodes } = makeNodes(["a", "b"], new Set());
    await expect(nodes.any()).rejects.toThrow("Cannot reach any broker, tried a:1, b:1");
  });

  test("opens one connection for calls at the same time, and a new one after it ended", async () => {
    const { nodes, opened } = makeNodes(["a"], new Set(["a:1"]));
    const [one, other] = await Promise.all([nodes.any(), nodes.any()]);
    expect(one).toBe(other);
    one.close();
    expect(await nodes.any()).not.toBe(one);
    expect(opened.length).toBe(2);
  });

  test("lanes are connections of their own", async () => {
    const { nodes, opened } = makeNodes(["a"], new Set(["a:1"]));
    nodes.learn([{ id: 5, host: "a", port: 1, rack: null }]);
    const data = await nodes.node(5);
    const fetching = await nodes.node(5, "fetch-1");
    expect(fetching).not.toBe(data);
    nodes.closeLane("fetch-1");
    await Promise.resolve();
    expect(opened.map(({ closed }) => closed)).toEqual([false, true]);
    nodes.close();
    await Promise.resolve();
    expect(opened.every(({ closed }) => closed)).toBe(true);
    await expect(nodes.node(5)).rejects.toThrow("The client was closed");
  });

  test("a broker that the metadata lacks cannot be reached", async () => {
    const { nodes } = makeNodes(["a"], new Set(["a:1"]));
    await expect(nodes.node(9)).rejects.toThrow("the metadata has no such broker");
  });
});
