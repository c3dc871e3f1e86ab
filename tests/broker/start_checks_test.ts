import { beforeEach, describe, expect, test } from "bun:test";
import {
  identityOf,
  requirePlaintext,
  requireSameCluster,
  requireSetClock,
  warnOfFewFiles,
} from "../../lib/broker/start_checks.ts";
import { StartError } from "../../lib/broker/start_error.ts";
import { loadServerConfig } from "../../lib/config/server_config.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../lib/io/memory_logger.ts";

let files: MemoryFileSystem;

beforeEach(() => {
  files = new MemoryFileSystem();
  for (const folder of ["/one", "/two"]) files.makeFolder(folder);
});

function configOf(...overrides: string[]) {
  return loadServerConfig({ overrides }).config;
}

function writeMeta(folder: string, text: string): void {
  files.replaceFile(`${folder}/meta.properties`, Buffer.from(text));
}

const folders = ["/one", "/two"];

describe("which broker it is", () => {
  test("the config says, then the folder, then the default", () => {
    expect(identityOf(configOf(), { folders, files })).toEqual({ brokerId: 1, clusterId: null });
    writeMeta("/two", "broker.id=4\ncluster.id=c\n");
    expect(identityOf(configOf(), { folders, files })).toEqual({ brokerId: 4, clusterId: "c" });
    expect(identityOf(configOf("broker.id=4"), { folders, files }).brokerId).toBe(4);
  });

  test("another broker's folder is refused", () => {
    writeMeta("/two", "broker.id=4\ncluster.id=c\n");
    expect(() => identityOf(configOf("broker.id=9"), { folders, files })).toThrow(
      "Cannot use data folder /two: it belongs to broker 4, and broker.id is 9.",
    );
  });

  test("folders of two clusters are refused", () => {
    writeMeta("/one", "broker.id=4\ncluster.id=c\n");
    writeMeta("/two", "broker.id=4\ncluster.id=d\n");
    expect(() => identityOf(configOf(), { folders, files })).toThrow(
      "Cannot use data folder /two: it belongs to cluster d, and the others and the znodes to c.",
    );
  });

  test("a damaged file is told with its folder", () => {
    writeMeta("/one", "cluster.id=\\u12\n");
    const identify = () => identityOf(configOf(), { folders, files });
    expect(identify).toThrow(StartError);
    expect(identify).toThrow("Cannot use data folder /one: its meta.properties is damaged");
  });
});

test("a folder of another cluster than the znodes is refused, with both ids", () => {
  writeMeta("/one", "broker.id=4\ncluster.id=c\n");
  requireSameCluster("c", { folders, files });
  expect(() => requireSameCluster("d", { folders, files })).toThrow("set cluster.id=d in its");
});

test("a listener that should be secured is refused", () => {
  requirePlaintext(configOf());
  expect(() => requirePlaintext(configOf("listeners=SSL://:9093"))).toThrow(
    "Cannot serve listener SSL://0.0.0.0:9093: its protocol is SSL",
  );
});

test("a clock that nobody has set is refused", () => {
  requireSetClock(Date.UTC(2000, 0, 1));
  expect(() => requireSetClock(12_000)).toThrow(
    "Cannot start: this machine's clock says 1970-01-01T00:00:12.000Z.",
  );
});

test("few open files are warned of", () => {
  const logger = new MemoryLogger();
  for (const filesMax of [0, 1024, 1_048_576]) warnOfFewFiles(filesMax, logger);
  expect(logger.lines).toEqual([]);
  warnOfFewFiles(256, logger);
  expect(logger.messages("WARN")[0]).toContain("may have only 256 files and connections open");
});
