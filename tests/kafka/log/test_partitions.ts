/**
 * Partitions on a memory disk, without the broker around them.
 *
 * @module
 */
import { loadServerConfig } from "../../../lib/config/server_config.ts";
import { makeTopicConfig } from "../../../lib/config/topic_config.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { MemoryLogger } from "../../../lib/io/memory_logger.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import type { PartitionLog } from "../../../lib/kafka/log/partition_log.ts";
import { Partitions } from "../../../lib/kafka/log/partitions.ts";
import { Store } from "../../../lib/storage/store.ts";

export const TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";

/** The settings of a topic that sets `configs`. */
export function settingsOf(configs: Record<string, string> = {}) {
  return makeTopicConfig(loadServerConfig().config, new Map(Object.entries(configs)));
}

/** Partitions that can be opened again on the same disk. */
export class TestPartitions {
  readonly clock: MemoryClock;
  readonly files: MemoryFileSystem;
  readonly logger = new MemoryLogger();
  readonly store: Store;
  readonly partitions: Partitions;

  constructor(options: { files?: MemoryFileSystem; clock?: MemoryClock } = {}) {
    this.clock = options.clock ?? new MemoryClock();
    this.files = options.files ?? new MemoryFileSystem();
    this.store = new Store({
      folders: ["/data"],
      files: this.files,
      clock: this.clock,
      random: new SeededRandom(1),
      logger: this.logger,
      reservedBytes: 0,
    });
    this.partitions = new Partitions(this.store, { files: this.files, clock: this.clock });
  }

  add(topic = "t", index = 0, configs: Record<string, string> = {}): Promise<PartitionLog> {
    const settings = settingsOf(configs);
    return this.partitions.add({ topic, topicId: TOPIC_ID, index, leaderEpoch: 0, settings });
  }

  /** Partition 0 of `t`, which has this id. */
  addWithId(topicId: string): Promise<PartitionLog> {
    const settings = settingsOf();
    return this.partitions.add({ topic: "t", topicId, index: 0, leaderEpoch: 0, settings });
  }

  /** What a power cut and a new process leave. */
  crash(seed: number): TestPartitions {
    const files = this.files.crash(new SeededRandom(seed));
    return new TestPartitions({ files, clock: this.clock });
  }

  /** What a clean stop and a new process leave. */
  async restart(): Promise<TestPartitions> {
    await this.store.close();
    return new TestPartitions({ files: this.files, clock: this.clock });
  }
}
