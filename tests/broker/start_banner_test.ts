import { describe, expect, test } from "bun:test";
import { startBanner } from "../../lib/broker/start_banner.ts";
import { VERSION } from "../../lib/broker/version.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";

const kafka = [{ name: "PLAINTEXT", host: "0.0.0.0", port: 9092 }];
const machine = { internal: "10.0.0.2", external: "34.1.2.3" };

function configOf(...overrides: string[]) {
  return loadServerConfig({ overrides: ["log.dirs=/a,/b", ...overrides] }).config;
}

describe("the banner", () => {
  test("shows addresses that can be pasted, and a first command", () => {
    const addresses = {
      kafka: [...kafka, { name: "SIX", host: "::1", port: 9093 }],
      zookeeper: [{ host: "", port: 2181 }],
      rest: [{ host: "10.0.0.5", port: 8083 }],
    };
    expect(startBanner({ config: configOf(), addresses, machine: null })).toBe(
      `kedge ${VERSION} is ready\n` +
        "  kafka     0.0.0.0:9092 (PLAINTEXT), clients are told the address they came by\n" +
        "  kafka     [::1]:9093 (SIX), clients are told the address they came by\n" +
        "  zookeeper localhost:2181\n" +
        "  rest      http://10.0.0.5:8083\n" +
        "  data      /a, /b\n" +
        "  try       curl http://10.0.0.5:8083/v3/clusters\n",
    );
  });

  test("says what clients of each listener are told", () => {
    const config = configOf("advertised.listeners=auto");
    const addresses = { kafka, zookeeper: [], rest: [] };
    expect(startBanner({ config, addresses, machine })).toContain(
      "  kafka     0.0.0.0:9092 (PLAINTEXT), clients are told 34.1.2.3:9092 from outside, " +
        "10.0.0.2:9092 from inside\n",
    );
  });

  test("without REST it offers a Kafka command", () => {
    const addresses = { kafka, zookeeper: [], rest: [] };
    const text = startBanner({ config: configOf(), addresses, machine: null });
    expect(text).toContain("  zookeeper off\n  rest      off\n");
    expect(text).toEndWith("  try       kedge topics --bootstrap-server localhost:9092 --list\n");
  });

  test("without either it offers nothing", () => {
    const addresses = { kafka: [], zookeeper: [], rest: [] };
    const text = startBanner({ config: configOf(), addresses, machine: null });
    expect(text).toContain("  kafka     off\n");
    expect(text).not.toContain("try");
  });
});
