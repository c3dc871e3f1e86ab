/**
 * Starts a server in the background and waits until it serves, and stops one.
 *
 * @module
 */
import { folderOf } from "../../io/file.ts";
import type { ServerHost } from "./server_host.ts";

const POLL_MS = 50;
/** A tree of a million znodes is read in some seconds. */
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 60_000;
/** Lines of the server's last words that are shown. */
const LAST_LINES = 5;

/** In the banner, which is printed when the ports are open. */
const READY = " is ready\n";

/** How a start ended. */
export type StartOutcome =
  | { readonly state: "started" | "slow" }
  | { readonly state: "failed"; readonly lastWords: string };

/**
 * Starts a server and waits until it is up.
 *
 * @param options.args of `kedge start`
 * @param options.started told of the process's id at once
 */
export async function startInBackground(
  host: ServerHost,
  options: {
    args: readonly string[];
    output: string;
    started: (pid: number) => void;
  },
): Promise<StartOutcome> {
  const { files, processes, clock } = host;
  files.makeFolder(folderOf(options.output));
  const before = files.exists(options.output) ? files.size(options.output) : 0;
  const command = [...processes.own, "start", ...options.args];
  const pid = processes.startInBackground(command, options.output);
  options.started(pid);
  const limitMs = clock.monotonicMs() + START_LIMIT_MS;
  while (clock.monotonicMs() < limitMs) {
    const isRunning = processes.isRunning(pid);
    const written = textBehind(host, { path: options.output, before });
    if (!isRunning) {
      const lastWords = written.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
      return { state: "failed", lastWords };
    }
    if (written.includes(READY)) return { state: "started" };
    await pause(host);
  }
  return { state: "slow" };
}

/** What was added to a file; what stood there before may be of any length. */
function textBehind(
  { files }: ServerHost,
  { path, before }: { path: string; before: number },
): string {
  const file = files.open(path, "existing");
  try {
    return new TextDecoder().decode(file.readSync(before, Math.max(0, file.size() - before)));
  } finally {
    file.close();
  }
}

/** Ends a process and waits until it is gone; false where it is not there, or does not go. */
export async function stopProcess(host: ServerHost, pid: number): Promise<boolean> {
  const { processes, clock } = host;
  if (!processes.isRunning(pid) || !processes.terminate(pid)) return false;
  const limitMs = clock.monotonicMs() + STOP_LIMIT_MS;
  while (processes.isRunning(pid)) {
    if (clock.monotonicMs() >= limitMs) return false;
    await pause(host);
  }
  return true;
}

function pause({ clock }: ServerHost): Promise<void> {
  return new Promise((resolve) => clock.setTimer(POLL_MS, () => resolve()));
}
