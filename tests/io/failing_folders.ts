/**
 * A disk in memory of which single folders can break, as a disk of several does: everything in such
 * a folder then throws what the system would.
 *
 * @module
 */
import { type MemoryDiskOptions, MemoryFileSystem } from "../../lib/io/memory_file.ts";

/** Memory files, some folders of which fail. */
export class FailingFolders {
  readonly files: MemoryFileSystem;
  readonly #failing = new Map<string, string>();

  constructor(options: MemoryDiskOptions = {}, disk = new MemoryFileSystem(options)) {
    this.files = this.#watched(disk);
  }

  /** From now on everything in the folder fails with this code, such as EIO. */
  fail(folder: string, code = "EIO"): void {
    this.#failing.set(folder, code);
  }

  repair(folder: string): void {
    this.#failing.delete(folder);
  }

  #check(path: string): void {
    for (const [folder, code] of this.#failing) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      throw Object.assign(new Error(`${code}: ${path} cannot be used`), { code });
    }
  }

  #watched<T extends object>(target: T, path?: string): T {
    return new Proxy(target, {
      get: (_, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => this.#call(target, { key, value, args, path });
      },
      set: (_, key, value) => Reflect.set(target, key, value, target),
    });
  }

  #call(
    target: object,
    { key, value, args, path }: {
      key: string | symbol;
      value: CallableFunction;
      args: unknown[];
      path: string | undefined;
    },
  ): unknown {
    const used = path ?? args.find((arg) => typeof arg === "string");
    if (used !== undefined && key !== "close") {
      try {
        this.#check(String(used));
      } catch (error) {
        // What the system says of a path that cannot be looked at.
        if (key === "exists") return false;
        if (/Later$|^removeFolder$|^(read|write|datasync)$/.test(String(key))) {
          return Promise.reject(error);
        }
        throw error;
      }
    }
    const result: unknown = Reflect.apply(value, target, args);
    return key === "open" ? this.#watched(result as object, String(args[0])) : result;
  }
}
