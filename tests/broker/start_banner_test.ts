import { describe, expect, test } from "bun:test";
import { startBanner } from "../../lib/broker/start_banner.ts";
import { VERSION } from "../../lib/broker/version.ts";

const kafka = [{ name: "PLAINTEXT", host: "0.0.0.0", port: 9092 }];

describe("the banner", () => {
  test("shows addresses that can be pasted, and a first command", () => {
    const addresses = {
      kafka: [...kafka, { name: "SIX", host: "::1", port: 9093 }],
      zookeeper: [{ host: "", port: 2181 }],
      rest: [{ host: "10.0.0.5", port: 8083 }],
    };
    expect(startBanner(addresses, ["/a", "/b"])).toBe(
      `kedge ${VERSION} is ready\n` +
        "  kafka     localhost:9092, [::1]:9093\n" +
        "  zookeeper localhost:2181\n" +
        "  rest      http://10.0.0.5:8083\n" +
        "  data      /a, /b\n" +
        "  try       curl http://10.0.0.5:8083/v3/clusters\n",
    );
  });

  test("without REST it offers a Kafka command", () => {
    const text = startBanner({ kafka, zookeeper: [], rest: [] }, ["/a"]);
    expect(text).toContain("  zookeeper off\n  rest      off\n");
    expect(text).toEndWith("  try       kedge topics --bootstrap-server localhost:9092 --list\n");
  });

  test("without either it offers nothing", () => {
    const text = startBanner({ kafka: [], zookeeper: [], rest: [] }, ["/a"]);
    expect(text).toContain("  kafka     off\n");
    expect(text).not.toContain("try");
  });
});
