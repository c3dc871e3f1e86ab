/**
 * A machine in memory for the scripts that start and stop servers: its processes come up, fail or
 * go on by what a test says.
 *
 * @module
 */
import type { ServerHost } from "../../../lib/cli/zookeeper_server/server_host.ts";
import { MemoryClock } from "../../../lib/io/memory_clock.ts";
import { MemoryFileSystem } from "../../../lib/io/memory_file.ts";
import { MemoryNetwork } from "../../../lib/io/memory_socket.ts";
import type { Processes, RunningProcess } from "../../../lib/io/processes.ts";

/** Processes that do as they are told. */
export class MemoryProcesses implements Processes {
  readonly own = ["/opt/kedge"];
  readonly running = new Map<number, readonly string[]>();
  /** What a started one writes; one that does not say that it is ready has ended. */
  says = "kedge 1 is ready\n";
  /** Those that pay no heed to SIGTERM. */
  readonly stubborn = new Set<number>();
  readonly #files: MemoryFileSystem;

  constructor(files: MemoryFileSystem) {
    this.#files = files;
  }

  startInBackground(command: readonly string[], outputPath: string): number {
    const pid = 100 + this.running.size;
    const before = this.#files.exists(outputPath)
      ? new TextDecoder().decode(this.#files.readFile(outputPath))
      : "";
    this.#files.replaceFile(outputPath, new TextEncoder().encode(before + this.says));
    if (this.says.includes(" is ready")) this.running.set(pid, command);
    return pid;
  }

  isRunning(pid: number): boolean {
    return this.running.has(pid);
  }

  command(pid: number): readonly string[] | null {
    return this.running.get(pid) ?? null;
  }

  terminate(pid: number): boolean {
    if (!this.stubborn.has(pid)) this.running.delete(pid);
    return true;
  }

  list(): RunningProcess[] {
    return [...this.running].map(([pid, command]) => ({ pid, command }));
  }
}

/** The machine. */
export class MemoryHost implements ServerHost {
  variables: Record<string, string | undefined> = {};
  invokedAs = "kedge";
  readonly user = "ann";
  readonly hostname = "box";
  readonly clock = new MemoryClock();
  readonly files = new MemoryFileSystem();
  readonly processes = new MemoryProcesses(this.files);
  readonly network = new MemoryNetwork();
  /** What was served in this process. */
  readonly served: (readonly string[])[] = [];

  serve(args: readonly string[]): Promise<number> {
    this.served.push(args);
    return Promise.resolve(0);
  }

  write(path: string, text: string): void {
    this.files.makeFolder(path.slice(0, path.lastIndexOf("/")) || "/");
    this.files.replaceFile(path, new TextEncoder().encode(text));
  }

  read(path: string): string {
    return new TextDecoder().decode(this.files.readFile(path));
  }
}
