/**
 * Numbers of equal blocks in pages of memory: which are in use, which are free. A page comes with
 * the first block that finds no room and goes with its last one, so that memory follows use both
 * ways, without a copy and without a pause. What a page is, its owner says (row_table.ts,
 * byte_heap.ts); a block's number stays its own until it is released.
 *
 * @module
 */

interface Page {
  readonly index: number;
  /** Blocks in use. */
  used: number;
  /** Blocks from here on were never in use. */
  fresh: number;
  /** Blocks before that which are free. */
  readonly free: number[];
  isOpen: boolean;
}

/** Blocks in pages of `Content`. */
export class BlockPool<Content> {
  readonly #shift: number;
  readonly #mask: number;
  readonly #makeContent: () => Content;
  /** Pages by the upper bits of their blocks' numbers; null for those that are gone. */
  readonly contents: (Content | null)[] = [];
  readonly #pages: (Page | null)[] = [];
  /** Indexes of pages that are gone. */
  readonly #vacant: number[] = [];
  /** Pages with room, and some that are gone. */
  readonly #open: Page[] = [];
  /** Those of them that are not. */
  #openCount = 0;

  /**
   * @param pageBlocksLog2 a page has two to the power of this many blocks
   * @param makeContent makes a page
   */
  constructor(pageBlocksLog2: number, makeContent: () => Content) {
    this.#shift = pageBlocksLog2;
    this.#mask = (1 << pageBlocksLog2) - 1;
    this.#makeContent = makeContent;
  }

  /** All blocks have smaller numbers. */
  get limit(): number {
    return this.#pages.length * (this.#mask + 1);
  }

  /** A block that was free. What is in it is what was there before. */
  allocate(): number {
    const page = this.#openPage();
    const index = page.free.length > 0 ? page.free.pop()! : page.fresh++;
    page.used += 1;
    if (page.used > this.#mask) {
      page.isOpen = false;
      this.#open.pop();
      this.#openCount -= 1;
    }
    return ((page.index << this.#shift) | index) >>> 0;
  }

  /** The page to take from, the last of those that are open. */
  #openPage(): Page {
    const open = this.#open;
    while (open.length > 0) {
      const page = open[open.length - 1]!;
      if (this.#pages[page.index] === page) return page;
      open.pop();
    }
    return this.#addPage();
  }

  #addPage(): Page {
    const index = this.#vacant.pop() ?? this.#pages.length;
    const page: Page = { index, used: 0, fresh: 0, free: [], isOpen: true };
    this.#pages[index] = page;
    this.contents[index] = this.#makeContent();
    this.#open.push(page);
    this.#openCount += 1;
    return page;
  }

  /** Frees a block that is in use. */
  release(block: number): void {
    const page = this.#pages[block >>> this.#shift]!;
    page.used -= 1;
    page.free.push(block & this.#mask);
    if (!page.isOpen) {
      page.isOpen = true;
      this.#open.push(page);
      this.#openCount += 1;
    }
    // The last page with room stays: one block that comes and goes makes no page each time.
    if (page.used === 0 && this.#openCount > 1) this.#drop(page);
  }

  #drop(page: Page): void {
    const { index } = page;
    if (this.#open[this.#open.length - 1] === page) this.#open.pop();
    this.#openCount -= 1;
    this.#pages[index] = null;
    this.contents[index] = null;
    this.#vacant.push(index);
  }
}
