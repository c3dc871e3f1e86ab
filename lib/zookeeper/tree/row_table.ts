/**
 * Rows of numbers in typed arrays: nothing for the garbage collector to look through, however many
 * there are. A row is so many doubles, some of them taken as two 32-bit words each.
 *
 * @module
 */
import { BlockPool } from "./block_pool.ts";

const PAGE_ROWS_LOG2 = 9;
const PAGE_MASK = (1 << PAGE_ROWS_LOG2) - 1;

interface RowPage {
  readonly doubles: Float64Array;
  readonly words: Uint32Array;
}

/** Rows of one width. All of a new row is zero. */
export class RowTable {
  readonly #doubles: number;
  readonly #words: number;
  readonly #pool: BlockPool<RowPage>;
  readonly #pages: readonly (RowPage | null)[];

  /** @param width doubles in a row */
  constructor(width: number) {
    this.#doubles = width;
    this.#words = width * 2;
    this.#pool = new BlockPool(PAGE_ROWS_LOG2, () => {
      const doubles = new Float64Array(width << PAGE_ROWS_LOG2);
      return { doubles, words: new Uint32Array(doubles.buffer) };
    });
    this.#pages = this.#pool.contents;
  }

  /** All rows have smaller numbers. */
  get limit(): number {
    return this.#pool.limit;
  }

  add(): number {
    return this.#pool.allocate();
  }

  /** Zeroes a row and lets it go. */
  remove(row: number): void {
    const from = (row & PAGE_MASK) * this.#doubles;
    this.#pages[row >>> PAGE_ROWS_LOG2]!.doubles.fill(0, from, from + this.#doubles);
    this.#pool.release(row);
  }

  double(row: number, field: number): number {
    const page = this.#pages[row >>> PAGE_ROWS_LOG2]!;
    return page.doubles[(row & PAGE_MASK) * this.#doubles + field]!;
  }

  setDouble(row: number, field: number, value: number): void {
    const page = this.#pages[row >>> PAGE_ROWS_LOG2]!;
    page.doubles[(row & PAGE_MASK) * this.#doubles + field] = value;
  }

  /** A word, unsigned. */
  word(row: number, field: number): number {
    const page = this.#pages[row >>> PAGE_ROWS_LOG2]!;
    return page.words[(row & PAGE_MASK) * this.#words + field]!;
  }

  setWord(row: number, field: number, value: number): void {
    const page = this.#pages[row >>> PAGE_ROWS_LOG2]!;
    page.words[(row & PAGE_MASK) * this.#words + field] = value;
  }

  /** True where there is a page for a row of this number. */
  hasPage(row: number): boolean {
    return (this.#pages[row >>> PAGE_ROWS_LOG2] ?? null) !== null;
  }
}
