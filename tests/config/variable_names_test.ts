import { expect, test } from "bun:test";
import { isNoSetting, isServiceVariable } from "../../lib/config/variable_names.ts";

test("what start scripts and images go by is no setting", () => {
  const kafka = [
    "HEAP_OPTS",
    "OPTS",
    "JMX_PORT",
    "JMX_HOSTNAME",
    "LOG4J_ROOT_LOGLEVEL",
    "TOOLS_LOG4J_LOGLEVEL",
    "GC_LOG_OPTS",
    "JVM_PERFORMANCE_OPTS",
    "CLUSTER_ID",
    "ENABLE_KRAFT",
    "CREATE_TOPICS",
  ];
  expect(kafka.filter((rest) => !isNoSetting("KAFKA_", rest))).toEqual([]);
  expect(isNoSetting("KAFKA_", "LOG_DIRS")).toBe(false);
  // Of Bitnami's own prefix every name is meant as a setting.
  expect(isNoSetting("KAFKA_CFG_", "HEAP_OPTS")).toBe(false);
  expect(isNoSetting("KEDGE_", "SEED")).toBe(true);
  expect(isNoSetting("KEDGE_", "LOG_DIRS")).toBe(false);
  expect(isNoSetting("ZOO_", "LOG_DIR")).toBe(true);
  expect(isNoSetting("ZOO_", "TICK_TIME")).toBe(false);
});

test("what Kubernetes and Docker set for a service called kafka is told apart", () => {
  const service = [
    ["KAFKA_PORT", "tcp://10.0.0.1:9092"],
    ["KAFKA_SERVICE_HOST", "10.0.0.1"],
    ["KAFKA_SERVICE_PORT", "9092"],
    ["KAFKA_SERVICE_PORT_CLIENT", "9092"],
    ["KAFKA_PORT_9092_TCP", "tcp://10.0.0.1:9092"],
    ["KAFKA_PORT_9092_TCP_ADDR", "10.0.0.1"],
    ["KEDGE_PORT_9092_TCP_PROTO", "tcp"],
  ] as const;
  expect(service.filter(([name, value]) => !isServiceVariable(name, value))).toEqual([]);
  expect(isServiceVariable("KAFKA_PORT", "9092")).toBe(false);
  expect(isServiceVariable("KAFKA_LISTENERS", "PLAINTEXT://:9092")).toBe(false);
});
