import { expect, test } from "bun:test";
import { servingStatus } from "../../lib/broker/service_status.ts";

test("the status names what is served where", () => {
  const kafka = { name: "PLAINTEXT", host: "0.0.0.0", port: 9092 };
  expect(servingStatus({
    kafka: [kafka, { name: "OUTSIDE", host: "::", port: 19092 }],
    zookeeper: [{ host: "127.0.0.1", port: 2181 }],
    rest: [],
  })).toBe("serving Kafka on 0.0.0.0:9092 and [::]:19092, ZooKeeper on 127.0.0.1:2181");
  expect(servingStatus({ kafka: [], zookeeper: [], rest: [] })).toBe(
    "serving, every port is off",
  );
});
