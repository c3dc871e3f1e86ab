import { expect, test } from "bun:test";
import { MalformedError } from "../../../lib/bytes/reader.ts";
import type { Writer } from "../../../lib/bytes/writer.ts";
import { OpCode } from "../../../lib/zookeeper/protocol/op_code.ts";
import { GetDataRequest, MultiHeader } from "../../../lib/zookeeper/protocol/request_records.ts";
import {
  ErrorResponse,
  GetChildrenResponse,
  GetDataResponse,
} from "../../../lib/zookeeper/protocol/response_records.ts";
import { OperationBench } from "./operation_bench.ts";

interface Member {
  readonly type: number;
  readonly path: string;
}

const MultiRead = {
  write(writer: Writer, members: readonly Member[]): void {
    for (const { type, path } of members) {
      MultiHeader.write(writer, { type, done: false, err: -1 });
      GetDataRequest.write(writer, { path, watch: false });
    }
    MultiHeader.write(writer, { type: -1, done: true, err: -1 });
  },
};

test("each member answers for itself", () => {
  const bench = new OperationBench();
  bench.node("/a", { data: "x" });
  bench.node("/a/b");
  const reader = bench.read(OpCode.multiRead, MultiRead, [
    { type: OpCode.getData, path: "/a" },
    { type: OpCode.getChildren, path: "/none" },
    { type: OpCode.getChildren, path: "/a" },
  ])!;
  expect(MultiHeader.read(reader)).toEqual({ type: OpCode.getData, done: false, err: 0 });
  expect(GetDataResponse.read(reader).data).toEqual(new Uint8Array([0x78]));
  expect(MultiHeader.read(reader)).toEqual({ type: OpCode.error, done: false, err: -101 });
  expect(ErrorResponse.read(reader).err).toBe(-101);
  expect(MultiHeader.read(reader)).toEqual({ type: OpCode.getChildren, done: false, err: 0 });
  expect(GetChildrenResponse.read(reader).children).toEqual(["b"]);
  expect(MultiHeader.read(reader).done).toBe(true);
  expect(reader.remaining).toBe(0);
});

test("what is no member is malformed", () => {
  const bench = new OperationBench();
  const members = [{ type: OpCode.exists, path: "/" }];
  expect(() => bench.read(OpCode.multiRead, MultiRead, members)).toThrow(MalformedError);
});
