import { describe, expect, test } from "bun:test";
import {
  formatBroker,
  formatClusterId,
  formatConfig,
  formatController,
  formatPartitionState,
  formatTopic,
  parseBroker,
  parseClusterId,
  parseConfig,
  parseController,
  parsePartitionState,
  parseTopic,
  topicAt,
  topicPath,
  ZnodeFormatError,
} from "../../lib/metadata/znodes.ts";

/** What brokers of Kafka 3.5 and 2.5 wrote, to the letter. */
const KAFKA = {
  broker: '{"features":{},"listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"},' +
    '"endpoints":["PLAINTEXT://127.0.0.1:23092"],"jmx_port":-1,"port":23092,' +
    '"host":"127.0.0.1","version":5,"timestamp":"1795240973686"}',
  topic: '{"partitions":{"0":[1],"1":[1],"2":[1]},"topic_id":"wG-ePzbjSvCbuG8pNM1j_A",' +
    '"adding_replicas":{},"removing_replicas":{},"version":3}',
  state: '{"controller_epoch":1,"leader":1,"version":1,"leader_epoch":0,"isr":[1]}',
  clusterId: '{"version":"1","id":"HXBtiq1HQe6a-DwcbnhE8w"}',
  config: '{"version":1,"config":{"min.insync.replicas":"1","retention.ms":"1000000"}}',
  controller: '{"version":2,"brokerid":1,"timestamp":"1795240973800","kraftControllerEpoch":-1}',
};

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("what Kafka writes is read, and written again the same", () => {
  const rows: [string, string, () => string][] = [
    [
      "broker",
      KAFKA.broker,
      () => formatBroker(parseBroker("/b", 1, bytes(KAFKA.broker)), 1795240973686),
    ],
    ["topic", KAFKA.topic, () => {
      const { topicId, replicas } = parseTopic("/t", bytes(KAFKA.topic));
      return formatTopic({ topicId: topicId ?? "", replicas });
    }],
    [
      "partition state",
      KAFKA.state,
      () => formatPartitionState(parsePartitionState("/s", bytes(KAFKA.state)), 1),
    ],
    ["cluster id", KAFKA.clusterId, () => formatClusterId(parseClusterId(bytes(KAFKA.clusterId)))],
    ["config", KAFKA.config, () => formatConfig(parseConfig("/c", bytes(KAFKA.config)))],
    [
      "controller",
      KAFKA.controller,
      () => formatController(parseController(bytes(KAFKA.controller)), 1795240973800),
    ],
  ];

  test.each(rows)("%s", (_, text, again) => {
    expect(JSON.parse(again())).toEqual(JSON.parse(text));
  });
});

describe("older and sparser forms", () => {
  test("a topic of a 2.5 tool has no id", () => {
    const text = '{"version":2,"partitions":{"1":[2,1],"0":[1,2]},"adding_replicas":{},' +
      '"removing_replicas":{}}';
    expect(parseTopic("/t", bytes(text))).toEqual({ topicId: null, replicas: [[1, 2], [2, 1]] });
  });

  test("a config without settings", () => {
    expect(parseConfig("/c", bytes('{"version":1}')).size).toBe(0);
    expect(parseConfig("/c", bytes('{"version":1,"config":{"a":5}}')).get("a")).toBe("5");
  });

  test("a broker with a rack, several endpoints and IPv6", () => {
    const text = '{"version":5,"rack":"r1","endpoints":["A://[::1]:1","B://host:2"]}';
    expect(parseBroker("/b", 7, bytes(text))).toEqual({
      id: 7,
      rack: "r1",
      endpoints: [
        { listenerName: "A", host: "::1", port: 1 },
        { listenerName: "B", host: "host", port: 2 },
      ],
    });
    expect(JSON.parse(formatBroker(parseBroker("/b", 7, bytes(text)), 5))).toMatchObject({
      endpoints: ["A://[::1]:1", "B://host:2"],
      host: "::1",
    });
  });

  test("a broker without endpoints", () => {
    const broker = parseBroker("/b", 7, bytes('{"version":1,"host":"h","port":9}'));
    expect(broker.endpoints).toEqual([]);
    expect(JSON.parse(formatBroker(broker, 5))).toMatchObject({ port: -1, host: null });
  });
});

describe("what nobody can use is refused, by path", () => {
  const rows: [string, () => unknown][] = [
    ["no JSON", () => parseTopic("/x", bytes("abc"))],
    ["no object", () => parseTopic("/x", bytes("[1]"))],
    ["topic without partitions", () => parseTopic("/x", bytes("{}"))],
    ["gap between partitions", () => parseTopic("/x", bytes('{"partitions":{"1":[1]}}'))],
    ["broker ids that are none", () => parseTopic("/x", bytes('{"partitions":{"0":["a"]}}'))],
    ["state without a leader", () => parsePartitionState("/x", bytes('{"isr":[1]}'))],
    [
      "fraction of an epoch",
      () => parsePartitionState("/x", bytes('{"leader":1,"leader_epoch":1.5,"isr":[]}')),
    ],
    ["endpoint without a port", () => parseBroker("/x", 1, bytes('{"endpoints":["A://h"]}'))],
  ];

  test.each(rows)("%s", (_, parse) => {
    expect(parse).toThrow(ZnodeFormatError);
    expect(parse).toThrow("Cannot use znode /x");
  });

  test("cluster id and controller", () => {
    expect(() => parseClusterId(bytes("{}"))).toThrow("Cannot use znode /cluster/id");
    expect(() => parseController(bytes("{}"))).toThrow("Cannot use znode /controller");
  });
});

test("a topic's znode is known by its path, and no other is taken for one", () => {
  expect(topicAt(topicPath("orders"))).toBe("orders");
  for (const path of ["/partitions/0", "/partitions"]) {
    expect(topicAt(topicPath("orders") + path)).toBeNull();
  }
  for (const path of ["/", "/brokers/topics", "/admin/delete_topics/orders"]) {
    expect(topicAt(path)).toBeNull();
  }
});
