/**
 * Producer ids for idempotent producers: handed out from blocks of 1,000 that are taken from the
 * znode /latest_producer_id_block by compare-and-set, as Kafka with ZooKeeper does, so that no id
 * is given twice in the cluster, whoever crashes.
 *
 * @module
 */
import { type MetadataStore, updateNode } from "../../metadata/metadata_store.ts";
import { PRODUCER_ID_BLOCK } from "../../metadata/znodes.ts";

const BLOCK_IDS = 1000;

/** Hands out producer ids. */
export class ProducerIds {
  readonly #store: MetadataStore;
  readonly #brokerId: number;
  #next = 0;
  #end = 0;
  #taking: Promise<void> | null = null;

  constructor(store: MetadataStore, brokerId: number) {
    this.#store = store;
    this.#brokerId = brokerId;
  }

  /** An id that nobody else gets. */
  async next(): Promise<number> {
    while (this.#next >= this.#end) {
      this.#taking ??= this.#takeBlock().finally(() => this.#taking = null);
      await this.#taking;
    }
    return this.#next++;
  }

  async #takeBlock(): Promise<void> {
    let start = 0;
    await updateNode(this.#store, PRODUCER_ID_BLOCK, (data) => {
      start = data === null || data.length === 0 ? 0 : blockEnd(data) + 1;
      return formatProducerIdBlock(this.#brokerId, start);
    });
    this.#next = start;
    this.#end = start + BLOCK_IDS;
  }
}

/** The znode's data where a broker has taken the block that begins at `start`. */
export function formatProducerIdBlock(brokerId: number, start: number): string {
  return JSON.stringify({
    version: 1,
    broker: brokerId,
    block_start: String(start),
    block_end: String(start + BLOCK_IDS - 1),
  });
}

function blockEnd(data: Uint8Array): number {
  const value: unknown = JSON.parse(new TextDecoder().decode(data));
  if (typeof value === "object" && value !== null && "block_end" in value) {
    const end = Number(value.block_end);
    if (Number.isSafeInteger(end)) return end;
  }
  throw new Error(`Cannot use znode ${PRODUCER_ID_BLOCK}: it has no "block_end"`);
}
