import { describe, expect, test } from "bun:test";
import { brokerSettings } from "../../../lib/config/mod.ts";
import { loadServerConfig } from "../../../lib/config/server_config.ts";
import {
  usableOverrides,
  validateBrokerOverrides,
  withBrokerOverrides,
} from "../../../lib/kafka/topic/broker_override.ts";

function values(record: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(record));
}

describe("validateBrokerOverrides()", () => {
  test("takes the default of every dynamic setting but keys and passwords", () => {
    for (const { name, scope, defaultText } of brokerSettings) {
      if (scope === "read-only" || defaultText === null || name.startsWith("ssl.")) continue;
      const fault = validateBrokerOverrides(values({ [name]: defaultText }), "broker");
      expect({ name, fault }).toEqual({ name, fault: null });
    }
  });

  test("refuses every setting that only a restart changes", () => {
    for (const { name, scope, defaultText } of brokerSettings) {
      if (scope !== "read-only") continue;
      const fault = validateBrokerOverrides(values({ [name]: defaultText ?? "" }), "broker");
      expect(fault).toBe(`Cannot update these configs dynamically: [${name}]`);
    }
  });

  test("names all that are refused for one reason", () => {
    const fault = validateBrokerOverrides(
      values({ "broker.id": "1", "log.retention.ms": "5", "log.dirs": "/x" }),
      "broker",
    );
    expect(fault).toBe("Cannot update these configs dynamically: [broker.id, log.dirs]");
  });
});

describe("withBrokerOverrides()", () => {
  const { config } = loadServerConfig({ overrides: ["log.retention.ms=1"] });

  test("puts a broker's own settings before those of all, and those before the file's", () => {
    const brokerConfigs = new Map([
      ["", values({ "log.retention.ms": "2", "message.max.bytes": "3000" })],
      ["1", values({ "log.retention.ms": "3" })],
    ]);
    const one = withBrokerOverrides(config, { brokerConfigs }, 1);
    expect([one.get("log.retention.ms"), one.get("message.max.bytes")]).toEqual(["3", "3000"]);
    const two = withBrokerOverrides(config, { brokerConfigs }, 2);
    expect(two.get("log.retention.ms")).toBe("2");
    expect(withBrokerOverrides(config, { brokerConfigs }, null).get("log.retention.ms")).toBe("2");
  });

  test("leaves out one wrong value, not the others beside it", () => {
    const brokerConfigs = new Map([
      ["1", values({ "log.retention.ms": "abc", "message.max.bytes": "3000", "broker.id": "9" })],
    ]);
    const found = withBrokerOverrides(config, { brokerConfigs }, 1);
    expect(found.get("log.retention.ms")).toBe("1");
    expect(found.get("message.max.bytes")).toBe("3000");
    expect(found.brokerId).toBe(config.brokerId);
  });
});

test("usableOverrides() of nothing is nothing", () => {
  expect(usableOverrides(undefined, "cluster").size).toBe(0);
});
