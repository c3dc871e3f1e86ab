/**
 * multiRead (22): several getData and getChildren in one request; each answers for itself.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { OpCode, opName } from "../protocol/op_code.ts";
import { MultiHeader } from "../protocol/request_records.ts";
import { getChildren } from "./get_children.ts";
import { getData } from "./get_data.ts";
import { writeErrorResult, writeMultiEnd } from "./multi.ts";
import type { ReadOperation, Respond } from "./operation.ts";

const memberTypes = new Map([getChildren, getData].map((member) => [member.code, member]));

export const multiRead: ReadOperation = {
  kind: "read",
  code: OpCode.multiRead,
  name: "MLTR",
  waitsFor: "session",
  read(body, context): Respond {
    const results: Respond[] = [];
    for (;;) {
      const { type, done } = MultiHeader.read(body);
      if (done) break;
      const member = memberTypes.get(type);
      if (member === undefined) {
        throw new MalformedError(`Cannot read ${opName(type)} within multiRead: not a member`);
      }
      try {
        const respond = member.read(body, context);
        results.push((writer) => {
          MultiHeader.write(writer, { type, done: false, err: ErrorCode.OK });
          respond?.(writer);
        });
      } catch (error) {
        if (!(error instanceof KeeperError)) throw error;
        results.push((writer) => writeErrorResult(writer, error.code));
      }
    }
    return (writer) => {
      for (const respond of results) respond(writer);
      writeMultiEnd(writer);
    };
  },
};
