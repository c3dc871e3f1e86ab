/**
 * Fulfils {@linkcode RestReader} with Fetch requests, each by itself: no group, no session, nothing
 * that stays behind when the HTTP client goes.
 *
 * @module
 */
import { ZERO_UUID } from "../bytes/uuid.ts";
import { Fetch } from "../client/apis.ts";
import { byLeader } from "../client/by_leader.ts";
import type { Cluster } from "../client/cluster.ts";
import { FetchedPartition } from "../client/consumer/fetched_partition.ts";
import type { ConsumerRecord } from "../client/consumer/consumer_record.ts";
import { BrokerError, mayRetry } from "../client/errors.ts";
import { IsolationLevel, listOffsets, OffsetTimestamp } from "../client/list_offsets.ts";
import type { FetchResponse } from "../kafka/messages/fetch.ts";
import { ErrorCode } from "../kafka/protocol/error_code.ts";
import type { PartitionRecords, RestReader, StoredRecord } from "./services.ts";

/** Long polls have connections of their own: answers of one connection come in order. */
const LANE = "rest-read";
/** One Fetch waits no longer, so that one whose HTTP client has gone ends soon. */
const FETCH_WAIT_MS_MAX = 2_000;
/** Topics by name up to this version, by id above (KIP-516). */
const NAMES_VERSION_MAX = 12;
/** Fetches in a row that bring only what readers do not see, such as transaction markers. */
const EMPTY_FETCHES_MAX = 100;

interface ReadOptions {
  positions: { partition: number; offset: number }[];
  recordsMax: number;
  bytesMax: number;
  timeoutMs: number;
  signal: AbortSignal;
}

interface Asked {
  topic: string;
  partition: number;
  offset: number;
}

type PartitionAnswer = FetchResponse["responses"][number]["partitions"][number];

/** Reads through a Kafka client. */
export class KafkaReader implements RestReader {
  readonly #cluster: Cluster;

  /** @param cluster is not closed here */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async read(topic: string, options: ReadOptions): Promise<PartitionRecords[]> {
    const { clock } = this.#cluster;
    const deadlineMs = clock.monotonicMs() + options.timeoutMs;
    let asked = options.positions.map((position) => ({ topic, ...position }));
    for (let fetches = 1;; fetches++) {
      const leftMs = Math.max(0, deadlineMs - clock.monotonicMs());
      const found = await this.#askLeaders(asked, { ...options, timeoutMs: leftMs });
      const moved = found.some(({ nextOffset }, index) => nextOffset > asked[index]!.offset);
      const goOn = moved ? fetches < EMPTY_FETCHES_MAX : leftMs > 0;
      const any = found.some(({ records }) => records.length > 0);
      if (any || !goOn || options.signal.aborted) return found;
      asked = found.map(({ partition, nextOffset }) => ({ topic, partition, offset: nextOffset }));
    }
  }

  /** One Fetch to each leader; the answers are in the order of the questions. */
  #askLeaders(asked: Asked[], options: ReadOptions): Promise<PartitionRecords[]> {
    return this.#cluster.retry.run("records", async () => {
      try {
        const leaders = await byLeader(this.#cluster, asked);
        const found = await Promise.all(
          [...leaders].map(([leaderId, of]) => this.#askLeader(leaderId, { asked: of, options })),
        );
        const byPartition = new Map(found.flat().map((each) => [each.partition, each]));
        return asked.map(({ partition }) => byPartition.get(partition)!);
      } catch (error) {
        if (mayRetry(error)) { for (const { topic } of asked) this.#cluster.forget(topic); }
        throw error;
      }
    });
  }

  async #askLeader(
    leaderId: number,
    { asked, options }: { asked: Asked[]; options: ReadOptions },
  ): Promise<PartitionRecords[]> {
    const transport = await this.#cluster.node(leaderId, LANE);
    const topic = asked[0]!.topic;
    const topicId = this.#cluster.known(topic)?.topicId ?? ZERO_UUID;
    const response = await transport.send(Fetch, {
      maxWaitMs: Math.min(Math.ceil(options.timeoutMs), FETCH_WAIT_MS_MAX),
      minBytes: 1,
      maxBytes: options.bytesMax,
      isolationLevel: IsolationLevel.READ_UNCOMMITTED,
      sessionId: 0,
      sessionEpoch: -1,
      topics: [{
        topic,
        topicId,
        partitions: asked.map(({ partition, offset }) => ({
          partition,
          fetchOffset: offset,
          partitionMaxBytes: options.bytesMax,
        })),
      }],
    }, topicId === ZERO_UUID ? { versionMax: NAMES_VERSION_MAX } : {});
    const where = { api: "Fetch", broker: transport.broker };
    if (response.errorCode !== ErrorCode.NONE) throw new BrokerError(response.errorCode, where);
    const answers = new Map(
      response.responses.flatMap(({ partitions }) =>
        partitions.map((answer) => [answer.partitionIndex, answer] as const)
      ),
    );
    return await Promise.all(
      asked.map((one) =>
        this.#partition(one, { answer: answers.get(one.partition), options, where })
      ),
    );
  }

  async #partition(
    asked: Asked,
    { answer, options, where }: {
      answer: PartitionAnswer | undefined;
      options: ReadOptions;
      where: { api: string; broker: string };
    },
  ): Promise<PartitionRecords> {
    const code = answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR;
    if (answer === undefined || code !== ErrorCode.NONE) {
      throw await this.#refusal(asked, { code, where });
    }
    const fetched = new FetchedPartition({
      topic: asked.topic,
      partition: asked.partition,
      fetchOffset: asked.offset,
      records: answer.records ?? new Uint8Array(0),
      abortedTransactions: null,
    });
    const records = fetched.take(options.recordsMax).map(storedRecord);
    return {
      partition: asked.partition,
      records,
      nextOffset: fetched.nextOffset,
      logStartOffset: answer.logStartOffset,
      highWatermark: answer.highWatermark,
    };
  }

  /** The error for a code; an offset out of range says what the range is. */
  async #refusal(
    { topic, partition, offset }: Asked,
    { code, where }: { code: number; where: { api: string; broker: string } },
  ): Promise<BrokerError> {
    const about = `${topic}-${partition}`;
    if (code !== ErrorCode.OFFSET_OUT_OF_RANGE) {
      // A topic that is not stays so, however often it is asked for.
      const gone = code === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
      return new BrokerError(code, { ...where, about, ...gone ? { retriable: false } : {} });
    }
    const [start, end] = await listOffsets(this.#cluster, [
      { topic, partition, timestamp: OffsetTimestamp.EARLIEST },
    ]).then(async (starts) => [
      ...starts,
      ...await listOffsets(this.#cluster, [{
        topic,
        partition,
        timestamp: OffsetTimestamp.LATEST,
      }]),
    ]);
    const reason = `Cannot read ${about} from offset ${offset}: it has ${start?.offset} to ` +
      `${end?.offset}, the latter being the next to come`;
    return new BrokerError(code, { ...where, about, reason });
  }
}

function storedRecord(record: ConsumerRecord): StoredRecord {
  return {
    offset: record.offset,
    timestampMs: record.timestampMs,
    timestampType: record.timestampType === "LogAppendTime" ? "LOG_APPEND_TIME" : "CREATE_TIME",
    key: record.key,
    value: record.value,
    headers: record.headers.map(({ key, value }) => ({ name: key, value })),
  };
}
