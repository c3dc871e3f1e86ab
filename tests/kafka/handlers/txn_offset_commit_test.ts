import { describe, expect, test } from "bun:test";
import type { Broker } from "../../../lib/kafka/handlers/broker.ts";
import { txnOffsetCommit } from "../../../lib/kafka/handlers/txn_offset_commit.ts";
import {
  TxnOffsetCommitRequest as request,
  TxnOffsetCommitResponse as response,
} from "../../../lib/kafka/messages/txn_offset_commit.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { Fixture, GROUP, PRODUCER } from "../group/fixture.ts";
import { GroupCalls, OTHER_ID, TOPIC, TOPIC_ID, versionsOf } from "./group_calls.ts";

const { NONE, UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, UNKNOWN_MEMBER_ID } = ErrorCode;
const { INVALID_TXN_STATE, TRANSACTION_ABORTABLE, INVALID_PRODUCER_EPOCH } = ErrorCode;

type Given = Parameters<typeof request.encode>[2];
type AdmitRequest = Parameters<Broker["transactions"]["admit"]>[0];

/** A broker whose transaction coordinator answers `code`. */
class TransactionCalls extends GroupCalls {
  readonly asked: AdmitRequest[] = [];
  code: number = NONE;

  override context(apiKey: number, apiVersion: number) {
    const context = super.context(apiKey, apiVersion);
    const transactions = {
      admit: (asked: AdmitRequest) => {
        this.asked.push(asked);
        return Promise.resolve(this.code);
      },
    };
    // The handler asks for nothing else.
    return { ...context, broker: { ...context.broker, transactions } as unknown as Broker };
  }

  send(version: number, value: Partial<Given> = {}) {
    const partition = { partitionIndex: 0, committedOffset: 5, committedMetadata: null };
    const topic = version >= 6 ? { topicId: TOPIC_ID } : { name: TOPIC };
    return this.call(txnOffsetCommit, version, {
      request,
      response,
      value: {
        transactionalId: "t",
        groupId: GROUP,
        producerId: BigInt(PRODUCER.producerId),
        producerEpoch: PRODUCER.producerEpoch,
        topics: [{ ...topic, partitions: [partition] }],
        ...value,
      },
    });
  }

  async codeOf(version: number, value: Partial<Given> = {}): Promise<number> {
    return (await this.send(version, value)).topics[0]!.partitions[0]!.errorCode;
  }
}

describe("txnOffsetCommit", () => {
  test.each(versionsOf(txnOffsetCommit))("version %d stores until the marker", async (version) => {
    const calls = new TransactionCalls();
    const { topics } = await calls.send(version);
    const topic = version >= 6 ? { topicId: TOPIC_ID } : { name: TOPIC };
    expect(topics).toMatchObject([{ ...topic, partitions: [{ partitionIndex: 0, errorCode: 0 }] }]);
    expect(calls.asked).toEqual([{
      transactionalId: "t",
      ...PRODUCER,
      partitions: [{ topic: "__consumer_offsets", partition: 0 }],
      canAdd: version >= 5,
    }]);
    expect(await calls.fixture.committed(TOPIC)).toBe(-1);
    await calls.fixture.endTransaction("commit");
    expect(await calls.fixture.committed(TOPIC)).toBe(5);
  });

  test.each(versionsOf(txnOffsetCommit, 3))("version %d names the member", async (version) => {
    const calls = new TransactionCalls();
    const [leader] = await calls.fixture.stable({});
    const memberId = leader!.memberId;
    const member = { generationIdOrMemberEpoch: 1, memberId };
    expect(await calls.codeOf(version, member)).toBe(NONE);
    expect(await calls.codeOf(version, { ...member, generationIdOrMemberEpoch: 0 }))
      .toBe(ErrorCode.ILLEGAL_GENERATION);
    expect(await calls.codeOf(version, { ...member, memberId: "x" })).toBe(UNKNOWN_MEMBER_ID);
    calls.fixture.groups.close();
  });

  test("a static member that was replaced is fenced", async () => {
    const calls = new TransactionCalls();
    const [old] = await calls.fixture.stable({ groupInstanceId: "s" });
    await calls.fixture.join({ groupInstanceId: "s" });
    const member = { generationIdOrMemberEpoch: 1, memberId: old!.memberId, groupInstanceId: "s" };
    expect(await calls.codeOf(5, member)).toBe(ErrorCode.FENCED_INSTANCE_ID);
    calls.fixture.groups.close();
  });

  // What the transaction coordinator says, by version.
  test.each([
    [3, TRANSACTION_ABORTABLE, INVALID_TXN_STATE],
    [4, TRANSACTION_ABORTABLE, TRANSACTION_ABORTABLE],
    [5, ErrorCode.CONCURRENT_TRANSACTIONS, ErrorCode.CONCURRENT_TRANSACTIONS],
    [2, ErrorCode.PRODUCER_FENCED, INVALID_PRODUCER_EPOCH],
    [5, ErrorCode.PRODUCER_FENCED, INVALID_PRODUCER_EPOCH],
    [1, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    [2, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS],
    [3, ErrorCode.INVALID_PRODUCER_ID_MAPPING, ErrorCode.INVALID_PRODUCER_ID_MAPPING],
  ])("version %d: code %d of the coordinator is answered as %d", async (version, code, answer) => {
    const calls = new TransactionCalls();
    calls.code = code;
    expect(await calls.codeOf(version)).toBe(answer);
    expect(calls.fixture.log().endOffset).toBe(0);
  });

  test.each([
    [1, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    [2, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS],
  ])("version %d while the group loads is %d", async (version, code) => {
    const calls = new TransactionCalls();
    const loading = calls.fixture.groups.start([0]);
    expect(await calls.codeOf(version)).toBe(code);
    expect(calls.asked).toEqual([]);
    await loading;
    calls.fixture.groups.close();
  });

  test("partitions that do not exist get an error of their own", async () => {
    const calls = new TransactionCalls();
    const partitions = [0, 9].map((partitionIndex) => {
      return { partitionIndex, committedOffset: 1, committedMetadata: "m" };
    });
    const byName = await calls.send(5, {
      topics: [{ name: TOPIC, partitions }, { name: "none", partitions }],
    });
    const codes = byName.topics.map(({ partitions }) => partitions.map((each) => each.errorCode));
    const missing = UNKNOWN_TOPIC_OR_PARTITION;
    expect(codes).toEqual([[NONE, missing], [missing, missing]]);
    const byId = await calls.send(6, { topics: [{ topicId: OTHER_ID, partitions }] });
    expect(byId.topics[0]!.partitions[0]!.errorCode).toBe(UNKNOWN_TOPIC_ID);
  });

  test("where no partition exists the transaction is left alone", async () => {
    const calls = new TransactionCalls();
    const partitions = [{ partitionIndex: 9, committedOffset: 1, committedMetadata: null }];
    await calls.send(5, { topics: [{ name: TOPIC, partitions }] });
    expect(calls.asked).toEqual([]);
  });

  test("what is committed is found by another broker, with metadata and epoch", async () => {
    const calls = new TransactionCalls();
    const partitions = [
      { partitionIndex: 1, committedOffset: 8, committedLeaderEpoch: 2, committedMetadata: "m" },
    ];
    await calls.send(5, { topics: [{ name: TOPIC, partitions }] });
    await calls.fixture.endTransaction("commit");
    const next: Fixture = await calls.fixture.restarted();
    const { value } = await next.groups.fetchOffsets(GROUP, { asked: null, requireStable: true });
    expect(value).toMatchObject([{
      name: TOPIC,
      partitions: [{ committedOffset: 8, committedLeaderEpoch: 2, metadata: "m" }],
    }]);
  });
});
