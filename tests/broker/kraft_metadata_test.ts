import { beforeEach, describe, expect, test } from "bun:test";
import { readKraftMetadata } from "../../lib/broker/kraft_metadata.ts";
import { ZERO_UUID } from "../../lib/bytes/uuid.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";
import * as kraft from "./kraft_log.ts";

const FOLDER = "/data/__cluster_metadata-0";
const ID = "AAAAAAAAAAAAAAAAAAAAAQ";
const LOG = `${FOLDER}/00000000000000000000.log`;

let files: MemoryFileSystem;

beforeEach(() => {
  files = new MemoryFileSystem();
  files.makeFolder("/data");
  files.makeFolder(FOLDER);
});

function topics(): unknown {
  const metadata = readKraftMetadata(files, FOLDER);
  return [...metadata.topics].map(({ name, id, replicas }) => ({
    name,
    id,
    replicas: [...replicas],
    configs: Object.fromEntries(metadata.configsOf(name)),
  }));
}

test("topics, their replicas and settings come from the log", () => {
  files.replaceFile(
    LOG,
    kraft.batch([
      kraft.topic("orders", ID),
      kraft.partition(ID, 0, [1, 2]),
      kraft.partition(ID, 1, [2, 3]),
      kraft.config("orders", "retention.ms", "-1"),
      kraft.config("orders", "cleanup.policy", "compact"),
      kraft.config("orders", "retention.ms", null),
      kraft.moved(ID, 1, [3, 1]),
      kraft.unread(),
    ]),
  );
  expect(topics()).toEqual([{
    name: "orders",
    id: ID,
    replicas: [[0, [1, 2]], [1, [3, 1]]],
    configs: { "cleanup.policy": "compact" },
  }]);
});

test("a topic that was removed is gone, with its settings", () => {
  files.replaceFile(
    LOG,
    kraft.batch([
      kraft.topic("orders", ID),
      kraft.config("orders", "retention.ms", "5"),
      kraft.removal(ID),
      kraft.topic("orders", ZERO_UUID),
    ]),
  );
  expect(topics()).toEqual([{ name: "orders", id: ZERO_UUID, replicas: [], configs: {} }]);
});

describe("with snapshots", () => {
  test("the newest counts, and the log behind it", () => {
    const first = kraft.batch([kraft.topic("first", ZERO_UUID)]);
    const newest = kraft.batch([kraft.topic("orders", ID), kraft.partition(ID, 0, [1])]);
    files.replaceFile(`${FOLDER}/00000000000000000004-0000000001.checkpoint`, first);
    files.replaceFile(`${FOLDER}/00000000000000000010-0000000002.checkpoint`, newest);
    files.replaceFile(
      LOG,
      Buffer.concat([
        kraft.batch([kraft.topic("gone", ZERO_UUID)], 9),
        kraft.batch([kraft.config("orders", "flush.ms", "7"), kraft.producerIds(3000)], 10),
      ]),
    );
    expect(topics()).toEqual([
      { name: "orders", id: ID, replicas: [[0, [1]]], configs: { "flush.ms": "7" } },
    ]);
    expect(readKraftMetadata(files, FOLDER).nextProducerId).toBe(3000);
  });
});

test("a batch that is not whole at the log's end does not count", () => {
  const whole = kraft.batch([kraft.topic("orders", ID)]);
  const torn = kraft.batch([kraft.removal(ID)], 1).subarray(0, -3);
  files.replaceFile(LOG, Buffer.concat([whole, torn, new Uint8Array(100)]));
  expect(topics()).toMatchObject([{ name: "orders" }]);
});

test("a record that cannot be read is told with its place", () => {
  files.replaceFile(LOG, kraft.batch([Uint8Array.of(9, 2, 0)], 4));
  expect(() => readKraftMetadata(files, FOLDER)).toThrow(
    `Cannot read ${LOG}, batch at offset 4: a record has frame version 9, expected 1`,
  );
});
