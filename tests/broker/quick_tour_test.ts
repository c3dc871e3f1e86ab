import { describe, expect, test } from "bun:test";
import { isFirstStart, quickTour } from "../../lib/broker/quick_tour.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

const kafka = [{ name: "PLAINTEXT", host: "0.0.0.0", port: 9092 }];
const zookeeper = [{ host: "127.0.0.1", port: 2181 }];
const rest = [{ host: "::1", port: 8083 }];

function commandsOf(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("  ")).map((line) => line.trim());
}

describe("the tour", () => {
  test("shows all three ports at the addresses that are bound", () => {
    const text = quickTour({ kafka, zookeeper, rest }, "kedge");
    const at = "--bootstrap-server localhost:9092";
    expect(commandsOf(text)).toEqual([
      `kedge topics ${at} --create --topic tour --partitions 3`,
      `printf 'one\\ntwo\\nthree\\n' | kedge console-producer ${at} --topic tour`,
      `kedge console-consumer ${at} --topic tour --group tour --from-beginning --max-messages 3`,
      `kedge consumer-groups ${at} --describe --group tour`,
      "kedge zkCli -server 127.0.0.1:2181 ls /brokers/topics",
      "curl http://[::1]:8083/v3/clusters",
    ]);
    expect(text).toEndWith("\nkedge --help lists all commands; README.md has a longer tour.\n");
  });

  test("of a ZooKeeper server has no Kafka in it", () => {
    const text = quickTour({ kafka: [], zookeeper, rest }, "/opt/kedge");
    expect(commandsOf(text)).toEqual([
      "/opt/kedge zkCli -server 127.0.0.1:2181 ls /",
      "curl http://[::1]:8083/commands/stat",
    ]);
  });

  test("without a port is empty", () => {
    expect(quickTour({ kafka: [], zookeeper: [], rest: [] }, "kedge")).toBe("");
  });
});

describe("a first start", () => {
  const files = new MemoryFileSystem();
  files.makeFolder("/empty");
  files.makeFolder("/disk/lost+found");
  files.makeFolder("/used/orders-0");

  test.each([
    [["/missing"], true],
    [["/empty", "/disk"], true],
    [["/used"], false],
    [["/empty", "/used"], false],
  ])("on %j: %j", (folders, isFirst) => {
    expect(isFirstStart(folders, files)).toBe(isFirst);
  });

  test("is not said of a folder that cannot be read", () => {
    const broken = Object.assign(new MemoryFileSystem(), {
      list: () => {
        throw new Error("EACCES");
      },
    });
    expect(isFirstStart(["/data"], broken)).toBe(false);
  });
});
