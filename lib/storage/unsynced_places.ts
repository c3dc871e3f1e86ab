/**
 * What belongs to a log's data and is not in its segments: the names of new files and folders, and
 * the files beside the segments. Acknowledged records are of no use after a crash where their
 * file's name is not on disk, so each flush takes these along.
 *
 * @module
 */
import type { FileSystem } from "../io/file.ts";
import type { OpenFiles } from "./open_files.ts";

/** What is needed of the store. */
export interface PlaceResources {
  readonly files: FileSystem;
  readonly openFiles: OpenFiles;
}

/** Folders with new names in them, and files with new content. */
export class UnsyncedPlaces {
  readonly #resources: PlaceResources;
  #folders: string[];
  #filePaths: string[] = [];

  constructor(resources: PlaceResources, folders: readonly string[]) {
    this.#resources = resources;
    this.#folders = [...folders];
  }

  addFolder(path: string): void {
    if (!this.#folders.includes(path)) this.#folders.push(path);
  }

  addFile(path: string): void {
    if (!this.#filePaths.includes(path)) this.#filePaths.push(path);
  }

  /** Takes what there is now; what comes later is for the next sync. */
  take(): UnsyncedPlaces {
    const taken = new UnsyncedPlaces(this.#resources, this.#folders);
    taken.#filePaths = this.#filePaths;
    this.#folders = [];
    this.#filePaths = [];
    return taken;
  }

  /** Puts all on disk, off the loop. */
  async sync(): Promise<void> {
    const { files, openFiles } = this.#resources;
    for (const path of this.#filePaths) {
      await openFiles.during(path, (file) => file.datasync());
      openFiles.close(path);
    }
    for (const path of this.#folders) await files.syncFolderLater(path);
  }

  /** As {@linkcode UnsyncedPlaces.sync}, at once: for shutdown. */
  syncSync(): void {
    const { files, openFiles } = this.#resources;
    for (const path of this.#filePaths) openFiles.get(path).datasyncSync();
    for (const path of this.#folders) files.syncFolder(path);
  }
}
