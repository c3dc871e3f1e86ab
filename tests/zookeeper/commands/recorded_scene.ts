/** The server of the recorded answers: two sessions with watches and ephemeral nodes. */
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import {
  ExistsRequest,
  GetChildren2Request,
} from "../../../lib/zookeeper/protocol/request_records.ts";
import { StorageStatistics } from "../../../lib/zookeeper/server/statistics.ts";
import { settle, TestServer } from "../server/test_server.ts";

/** Starts it. */
export async function recordedScene(): Promise<TestServer> {
  const test = new TestServer({}, {
    environment: {
      productVersion: "1.2.3",
      dataDir: "/tmp/data",
      clientPort: () => 2181,
      dataDirBytes: () => 478,
      openFileDescriptors: () => 54,
      maxFileDescriptors: () => 20_000,
      storage: new StorageStatistics(),
      lastSnapshot: () => ({ zxid: 0, timeMs: 1_700_000_000_500 }),
    },
  });
  await test.server.start();
  test.clock.advance(100_000);
  const one = await test.client({ timeoutMs: 10_000 });
  const two = await test.client({ timeoutMs: 20_000 });
  const ephemeral = 1;
  one.sendCreate("/rec");
  await settle();
  two.sendCreate("/rec/eph2", ephemeral);
  await settle();
  one.sendCreate("/rec/eph", ephemeral);
  two.sendGetData("/rec", true);
  one.sendGetData("/rec", true);
  one.send(OpCode.exists, ExistsRequest, { path: "/nothing", watch: true });
  one.send(OpCode.getChildren2, GetChildren2Request, { path: "/rec", watch: true });
  two.send(OpCode.getChildren2, GetChildren2Request, { path: "/", watch: true });
  one.sendGetData("/rec/eph2");
  await settle();
  return test;
}

/** What a connection gets that sends a word. */
export async function wordOver(test: TestServer, bytes: Uint8Array): Promise<string> {
  const client = test.connection();
  client.sendBytes(bytes);
  await settle();
  return new TextDecoder().decode(client.socket.take());
}
