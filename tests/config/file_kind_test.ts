import { expect, test } from "bun:test";
import { FILE_KINDS, type FileKind, fileKindOf } from "../../lib/config/file_kind.ts";

const rows: readonly (readonly [name: string, text: string, FileKind])[] = [
  ["server.properties", "", "server"],
  ["/etc/kafka/broker.properties", "process.roles=broker\nnode.id=2\n", "server"],
  ["x", "listeners=PLAINTEXT://:9092\nssl.keystore.location=/k\nsuper.users=User:a\n", "server"],
  ["zoo.cfg", "foo=1\n", "zookeeper"],
  ["zookeeper.properties", "dataDir=/d\nclientPort=2181\n", "zookeeper"],
  ["producer.properties", "bootstrap.servers=a:1\ncompression.type=none\n", "producer"],
  ["x", "bootstrap.servers=a:1\nacks=all\n", "producer"],
  ["consumer.properties", "bootstrap.servers=a:1\ngroup.id=g\n", "consumer"],
  ["x", "bootstrap.servers=a:1\ngroup.id=g\n", "consumer"],
  ["consumer.properties", "zookeeper.connect=a:1\ngroup.id=g\n", "consumer"],
  ["x", "bootstrap.servers=a:1\n", "admin"],
  ["client.properties", "security.protocol=SASL_SSL\nsasl.mechanism=PLAIN\n", "admin"],
  ["command.properties", "ssl.truststore.location=/t\n", "admin"],
  ["log4j.properties", "log4j.rootLogger=INFO\n", "log4j"],
  ["log4j2.yaml", "Configuration:\n", "log4j"],
  ["x", "log4j.rootLogger=INFO, stdout\n", "log4j"],
  ["jaas.conf", 'KafkaServer {\n  a.b.C required\n  username="u";\n};\n', "jaas"],
  [
    "connect-standalone.properties",
    "bootstrap.servers=a:1\nkey.converter=x\noffset.storage.file.filename=/o\n",
    "connect worker",
  ],
  ["sink.properties", "name=s\nconnector.class=FileStreamSink\n", "connector"],
  ["connect-mirror-maker.properties", "clusters = A, B\n", "mirror maker"],
  ["broken", "a=\\u1", "server"],
];

test.each(rows)("%p with %p is told apart", (name, text, kind) => {
  expect(fileKindOf({ name, text })).toBe(kind);
  expect(FILE_KINDS[kind].length).toBeGreaterThan(0);
});
