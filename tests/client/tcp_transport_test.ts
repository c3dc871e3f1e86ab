import { describe, expect, test } from "bun:test";
import { Metadata } from "../../lib/client/apis.ts";
import { DisconnectedError } from "../../lib/client/errors.ts";
import { tcpConnect } from "../../lib/client/tcp_transport.ts";
import { MemoryClock } from "../../lib/io/memory_clock.ts";
import { FrameSplitter } from "../../lib/bytes/frame_splitter.ts";
import { MemoryKafka } from "./memory_kafka.ts";
import { type Accept, MemoryNetwork } from "./memory_network.ts";

const ADDRESS = { host: "kafka", port: 9092 };

/** Serves a small Kafka; answers leave in pieces of so many bytes. */
function serve(kafka: MemoryKafka, pieceBytes: number): Accept {
  return (end) => {
    const splitter = new FrameSplitter({ frameBytesMax: 1 << 20 });
    return (bytes) =>
      splitter.push(bytes, async (frame) => {
        const answer = Buffer.concat(await kafka.broker.exchange(frame.slice()) ?? []);
        const prefix = new Uint8Array(4);
        new DataView(prefix.buffer).setInt32(0, answer.length);
        const whole = Buffer.concat([prefix, answer]);
        for (let at = 0; at < whole.length; at += pieceBytes) {
          end.send(whole.subarray(at, at + pieceBytes));
        }
      });
  };
}

describe("tcpConnect", () => {
  test("frames requests and puts answers together, however they are cut", async () => {
    const kafka = new MemoryKafka();
    kafka.createTopic("hello", 3);
    const network = new MemoryNetwork(serve(kafka, 7));
    network.writeBytesMax = 5;
    const transport = await tcpConnect({ network, clock: kafka.clock })(ADDRESS);
    const { topics } = await transport.send(Metadata, {
      topics: [{ name: "hello" }],
      allowAutoTopicCreation: false,
    });
    expect(topics[0]?.partitions.length).toBe(3);
    expect(transport.broker).toBe("kafka:9092");
    transport.close();
  });

  test("says that nobody listens", async () => {
    const network = new MemoryNetwork(null);
    const connecting = tcpConnect({ network, clock: new MemoryClock() })(ADDRESS);
    await expect(connecting).rejects.toBeInstanceOf(DisconnectedError);
  });

  test("fails what is under way when the other side closes", async () => {
    const kafka = new MemoryKafka();
    let closeServer = () => {/* replaced when a connection comes */};
    const network = new MemoryNetwork((end) => {
      closeServer = () => end.close();
      return serve(kafka, 1000)(end);
    });
    const transport = await tcpConnect({ network, clock: kafka.clock })(ADDRESS);
    kafka.broker.on(Metadata, () => new Promise(() => {/* never */}));
    const waiting = transport.send(Metadata, { topics: [], allowAutoTopicCreation: false });
    closeServer();
    await expect(waiting).rejects.toThrow(
      "The connection to kafka:9092 was closed by the other side",
    );
    expect(transport.closed).toBe(true);
  });

  test("refuses a frame of an absurd length", async () => {
    const kafka = new MemoryKafka();
    let send = (_bytes: Uint8Array) => {/* replaced when a connection comes */};
    const network = new MemoryNetwork((end) => {
      send = (bytes) => end.send(bytes);
      return serve(kafka, 1000)(end);
    });
    const transport = await tcpConnect({ network, clock: kafka.clock })(ADDRESS);
    kafka.broker.on(Metadata, () => new Promise(() => {/* never */}));
    const waiting = transport.send(Metadata, { topics: [], allowAutoTopicCreation: false });
    send(Uint8Array.of(0x7f, 0xff, 0xff, 0xff));
    await expect(waiting).rejects.toThrow("Cannot take a frame of 2147483647 bytes");
  });
});
