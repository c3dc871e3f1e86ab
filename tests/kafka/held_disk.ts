/**
 * A memory disk whose datasyncs wait until the test lets them go: what must not be answered before
 * it is on disk can be caught not waiting.
 *
 * @module
 */
import type { File, OpenMode } from "../../lib/io/file.ts";
import { MemoryFileSystem } from "../../lib/io/memory_file.ts";

/** A disk that can be held. */
export class HeldFileSystem extends MemoryFileSystem {
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => {};
  /** Datasyncs that were asked for and have not begun. */
  waiting = 0;

  /** Keeps every datasync from now on waiting. */
  hold(): void {
    this.#gate = new Promise((resolve) => this.#open = resolve);
  }

  release(): void {
    this.#open();
  }

  override open(path: string, mode: OpenMode): File {
    const file = super.open(path, mode);
    const datasync = file.datasync.bind(file);
    file.datasync = async () => {
      this.waiting += 1;
      await this.#gate;
      this.waiting -= 1;
      await datasync();
    };
    return file;
  }
}

/** Lets everything that is ready run, without any time passing. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
