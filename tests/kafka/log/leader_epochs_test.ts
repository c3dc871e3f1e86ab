import { beforeEach, describe, expect, test } from "bun:test";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import {
  endOfEpoch,
  noteLeaderEpoch,
  readLeaderEpochs,
} from "../../../lib/kafka/log/leader_epochs.ts";

const FOLDER = "/data/t-0";
const PATH = `${FOLDER}/leader-epoch-checkpoint`;

let files: MemoryFileSystem;

beforeEach(() => {
  files = new MemoryFileSystem();
  files.makeFolder("/data");
  files.makeFolder(FOLDER);
});

function write(text: string): void {
  files.replaceFile(PATH, Buffer.from(text));
}

describe("readLeaderEpochs()", () => {
  test("reads Kafka's file", () => {
    write("0\n3\n0 0\n3 17\n4 90\n");
    expect(readLeaderEpochs(files, FOLDER)).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 3, startOffset: 17 },
      { epoch: 4, startOffset: 90 },
    ]);
  });

  test.each([
    ["no line", ""],
    ["another version", "1\n1\n0 0\n"],
    ["a line that is cut", "0\n1\n0\n"],
    ["no numbers", "0\n1\na b\n"],
  ])("knows nothing from a file with %s", (_, text) => {
    write(text);
    expect(readLeaderEpochs(files, FOLDER)).toEqual([]);
  });
});

describe("noteLeaderEpoch()", () => {
  test("adds where a new epoch begins", () => {
    write("0\n2\n0 0\n3 17\n");
    noteLeaderEpoch(files, FOLDER, { epoch: 5, startOffset: 40 });
    expect(Buffer.from(files.readFile(PATH)).toString()).toBe("0\n3\n0 0\n3 17\n5 40\n");
  });

  test("takes the place of epochs in which nothing was written", () => {
    write("0\n3\n0 0\n3 17\n4 40\n");
    noteLeaderEpoch(files, FOLDER, { epoch: 5, startOffset: 40 });
    expect(readLeaderEpochs(files, FOLDER).map(({ epoch }) => epoch)).toEqual([0, 3, 5]);
  });

  test("changes nothing for an epoch that is known, or where there is no file", () => {
    noteLeaderEpoch(files, FOLDER, { epoch: 5, startOffset: 40 });
    expect(files.exists(PATH)).toBe(false);
    write("0\n1\n5 7\n");
    noteLeaderEpoch(files, FOLDER, { epoch: 5, startOffset: 40 });
    expect(readLeaderEpochs(files, FOLDER)).toEqual([{ epoch: 5, startOffset: 7 }]);
  });
});

describe("endOfEpoch()", () => {
  const ENTRIES = [
    { epoch: 1, startOffset: 5 },
    { epoch: 3, startOffset: 17 },
    { epoch: 4, startOffset: 90 },
  ];
  const CURRENT = { leaderEpoch: 6, endOffset: 100 };

  test.each([
    [6, { leaderEpoch: 6, endOffset: 100 }],
    [7, { leaderEpoch: -1, endOffset: -1 }],
    [-1, { leaderEpoch: -1, endOffset: -1 }],
    [3, { leaderEpoch: 3, endOffset: 90 }],
    [2, { leaderEpoch: 1, endOffset: 17 }],
    [1, { leaderEpoch: 1, endOffset: 17 }],
    [0, { leaderEpoch: 0, endOffset: 5 }],
    [5, { leaderEpoch: 4, endOffset: 100 }],
  ])("of epoch %p is %p", (asked, end) => {
    expect(endOfEpoch(ENTRIES, asked, CURRENT)).toEqual(end);
  });

  test("is the log's end where nothing tells of epochs", () => {
    expect(endOfEpoch([], 2, CURRENT)).toEqual({ leaderEpoch: 2, endOffset: 100 });
  });

  test("is not past the log's end, which a crash may have moved back", () => {
    expect(endOfEpoch(ENTRIES, 3, { leaderEpoch: 6, endOffset: 50 }))
      .toEqual({ leaderEpoch: 3, endOffset: 50 });
  });
});
