/**
 * A small preallocated file that is given up when other programs have filled the disk: it makes
 * the room that a start, a delete or a checkpoint needs when nothing else is left.
 *
 * @module
 */
import { DiskFullError, type FileSystem, joinPath } from "../io/file.ts";

const FILE = ".kedge_reserve";
const RESERVE_BYTES = 8 << 20;
/** Free space below which the reserve is given up, and twice which it takes to make it again. */
const LOW_BYTES = 4 << 20;

/** The reserve of one data folder. */
export class ReserveFile {
  readonly #files: FileSystem;
  readonly #folder: string;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  get #path(): string {
    return joinPath(this.#folder, FILE);
  }

  /** Gives the reserve up where the disk is as good as full, makes it where there is room again. */
  adjust(): void {
    const { availableBytes } = this.#files.space(this.#folder);
    const exists = this.#files.exists(this.#path);
    if (exists && availableBytes < LOW_BYTES) this.#files.remove(this.#path);
    else if (!exists && availableBytes > RESERVE_BYTES * 4) this.#make();
  }

  #make(): void {
    try {
      const file = this.#files.open(this.#path, "create");
      try {
        file.allocate(0, RESERVE_BYTES);
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      // Somebody else was faster: the next look decides anew.
      this.#files.remove(this.#path);
    }
  }
}
