/**
 * A machine in memory that things are installed on.
 *
 * @module
 */
import type { CommandOutcome, Installation } from "../../../lib/io/installation.ts";

/** Files by their paths, and what was run. */
export class MemoryInstallation implements Installation {
  userId = 0;
  readonly files = new Map<string, string>([["/run/systemd/system", ""], ["/etc/passwd", "root:"]]);
  readonly ran: (readonly string[])[] = [];
  outcome: CommandOutcome = { exitCode: 0, output: "" };

  exists(path: string): boolean {
    return this.files.has(path);
  }

  readText(path: string): string | null {
    return this.files.get(path) ?? null;
  }

  writeText(path: string, text: string): void {
    this.files.set(path, text);
  }

  isSame(path: string, other: string): boolean {
    return this.files.has(path) && this.files.get(path) === this.files.get(other);
  }

  copyProgram(from: string, to: string): void {
    this.files.set(to, this.files.get(from)!);
  }

  run(command: readonly string[]): CommandOutcome {
    this.ran.push(command);
    if (this.outcome.exitCode === 0) this.files.set("/etc/passwd", "root:x\nkedge:x");
    return this.outcome;
  }
}
