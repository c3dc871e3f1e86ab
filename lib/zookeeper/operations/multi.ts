/**
 * multi (14): several writes as one: all of them, or none. The request is a list of headers and
 * bodies, ended by a header that says `done`; so is the reply. Where a member is refused, the
 * members before it answer OK, it answers with its error, those behind it with
 * RUNTIMEINCONSISTENCY, and the reply's own header says OK, as ZooKeeper does it.
 *
 * @module
 */
import { MalformedError, type Reader } from "../../bytes/reader.ts";
import type { Writer } from "../../bytes/writer.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { int } from "../protocol/jute.ts";
import { OpCode, opName } from "../protocol/op_code.ts";
import { MultiHeader } from "../protocol/request_records.ts";
import { ErrorResponse } from "../protocol/response_records.ts";
import type { Change } from "./change.ts";
import { check, CheckTransaction } from "./check.ts";
import {
  CreateTransaction,
  prepareCreate,
  preparedWithPath,
  preparedWithStat,
  readMemberCreate,
} from "./create.ts";
import { createTTL } from "./create_ttl.ts";
import { deleteNode, DeleteTransaction } from "./delete.ts";
import type { Prepare, PrepareContext, Prepared, Refused, WriteOperation } from "./operation.ts";
import { setData, SetDataTransaction } from "./set_data.ts";
import type { Applied, ApplyContext, Transaction } from "./transaction.ts";
import { NO_STAT } from "./transaction.ts";

interface Member {
  /** The code that heads its result. */
  readonly resultCode: number;
  readonly prepare: Prepare;
}

type DecodeMember = (body: Reader, code: number) => Member;

function decodeCreate(body: Reader, code: number): Member {
  const request = readMemberCreate(body, code);
  if (request.code !== OpCode.create) {
    const prepare: Prepare = (context) => preparedWithStat(prepareCreate(request, context));
    return { resultCode: OpCode.create2, prepare };
  }
  const prepare: Prepare = (context) => preparedWithPath(prepareCreate(request, context));
  return { resultCode: OpCode.create, prepare };
}

function decodeAlone(operation: WriteOperation, resultCode: number): DecodeMember {
  return (body) => ({ resultCode, prepare: operation.decode(body) });
}

const memberDecoders = new Map<number, DecodeMember>([
  [OpCode.create, decodeCreate],
  [OpCode.create2, decodeCreate],
  [OpCode.createContainer, decodeCreate],
  [OpCode.createTTL, decodeAlone(createTTL, OpCode.create2)],
  [OpCode.delete, decodeAlone(deleteNode, OpCode.delete)],
  [OpCode.setData, decodeAlone(setData, OpCode.setData)],
  [OpCode.check, decodeAlone(check, OpCode.check)],
]);

const transactionDecoders = new Map<number, (reader: Reader) => Transaction>([
  [OpCode.create, CreateTransaction.decode],
  [OpCode.delete, DeleteTransaction.decode],
  [OpCode.setData, SetDataTransaction.decode],
  [OpCode.check, CheckTransaction.decode],
]);

/** Several changes that happen together. */
export class MultiTransaction implements Transaction {
  readonly type = OpCode.multi;
  readonly usesReserve: boolean;
  readonly #members: readonly Transaction[];

  constructor(members: readonly Transaction[]) {
    this.#members = members;
    this.usesReserve = members.every((member) => member.usesReserve);
  }

  static decode(reader: Reader): MultiTransaction {
    const count = int.read(reader);
    const members: Transaction[] = [];
    for (let i = 0; i < count; i++) {
      const type = int.read(reader);
      const decode = transactionDecoders.get(type);
      if (decode === undefined) {
        throw new MalformedError(`Cannot read ${opName(type)} within multi: not a member`);
      }
      members.push(decode(reader));
    }
    return new MultiTransaction(members);
  }

  encode(writer: Writer): void {
    int.write(writer, this.#members.length);
    for (const member of this.#members) {
      int.write(writer, member.type);
      member.encode(writer);
    }
  }

  apply(context: ApplyContext): Applied {
    const members = this.#members.map((member) => member.apply(context));
    return { path: "", stat: NO_STAT, members };
  }

  changes(): Change[] {
    return this.#members.flatMap((member) => member.changes());
  }
}

function decodeMembers(body: Reader): Member[] {
  const members: Member[] = [];
  for (;;) {
    const header = MultiHeader.read(body);
    if (header.done) return members;
    const decode = memberDecoders.get(header.type);
    if (decode === undefined) {
      throw new MalformedError(`Cannot read ${opName(header.type)} within multi: not a member`);
    }
    // Every member begins with its path.
    if (body.remaining >= 4 && body.view.getInt32(body.offset) === -1) {
      throw new MalformedError(`Cannot read ${opName(header.type)} within multi: no path`);
    }
    members.push(decode(body, header.type));
  }
}

/** Ends a multi's list, either way. */
export function writeMultiEnd(writer: Writer): void {
  MultiHeader.write(writer, { type: -1, done: true, err: -1 });
}

/** Writes one result that is an error. */
export function writeErrorResult(writer: Writer, err: number): void {
  MultiHeader.write(writer, { type: OpCode.error, done: false, err });
  ErrorResponse.write(writer, { err });
}

function refused(count: number, failure: { index: number; code: number }): Refused {
  return {
    transaction: null,
    respond(writer) {
      for (let i = 0; i < count; i++) {
        const behind = i > failure.index ? ErrorCode.RUNTIMEINCONSISTENCY : ErrorCode.OK;
        writeErrorResult(writer, i === failure.index ? failure.code : behind);
      }
      writeMultiEnd(writer);
    },
  };
}

function prepareMembers(members: readonly Member[], context: PrepareContext): Prepared | Refused {
  const prepared: Prepared[] = [];
  for (const [index, member] of members.entries()) {
    try {
      const outcome = member.prepare(context);
      if (outcome.transaction !== null) prepared.push(outcome);
    } catch (error) {
      if (!(error instanceof KeeperError)) throw error;
      context.changes.rollback();
      return refused(members.length, { index, code: error.code });
    }
  }
  return {
    transaction: new MultiTransaction(prepared.map(({ transaction }) => transaction)),
    respond(writer, applied) {
      for (const [index, result] of applied.members.entries()) {
        const { resultCode } = members[index]!;
        MultiHeader.write(writer, { type: resultCode, done: false, err: ErrorCode.OK });
        prepared[index]!.respond(writer, result);
      }
      writeMultiEnd(writer);
    },
  };
}

export const multi: WriteOperation = {
  kind: "write",
  code: OpCode.multi,
  name: "MULT",
  decode(body): Prepare {
    const members = decodeMembers(body);
    return (context) => prepareMembers(members, context);
  },
};
