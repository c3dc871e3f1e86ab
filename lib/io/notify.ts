/**
 * Tells systemd (or another service manager that speaks sd_notify) how this service is: starting,
 * ready, stopping. While it starts and stops, the manager is asked for time; while it serves, the
 * watchdog is fed from the event loop, so that a loop that is stuck is seen and the service started
 * again.
 *
 * | state    | told once              | told again and again                             |
 * | -------- | ---------------------- | ------------------------------------------------ |
 * | starting | STATUS=                | EXTEND_TIMEOUT_USEC=, WATCHDOG=1                  |
 * | ready    | READY=1, STATUS=       | WATCHDOG=1                                        |
 * | stopping | STOPPING=1, STATUS=    | EXTEND_TIMEOUT_USEC=, WATCHDOG=1                  |
 *
 * Without NOTIFY_SOCKET nothing is told.
 *
 * @module
 */
import type { Clock, Timer } from "./clock.ts";
import { type Notify, openNotifySocket } from "./notify_socket.ts";

/** The environment, in which a service manager sets NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID. */
export type NotifyVariables = Readonly<Record<string, string | undefined>>;

/** How often more time is asked for, and for how long: one message may be late. */
const EXTEND_EVERY_MS = 10_000;
const EXTEND_USEC = 60_000_000;
/** A watchdog below this would be fed in a busy loop. */
const WATCHDOG_MS_MIN = 2;

/** A service's word to its manager. No method throws. */
export class ServiceNotice {
  readonly #clock: Clock;
  readonly #notify: Notify | null;
  readonly #watchdogMs: number | null;
  #watchdogTimer: Timer | undefined;
  #extendTimer: Timer | undefined;

  /**
   * @param variables of the environment
   * @param options.pid this process's id: a watchdog may be meant for another
   * @param options.open how to reach the manager
   */
  constructor(
    clock: Clock,
    variables: NotifyVariables,
    { pid = process.pid, open = openNotifySocket }: {
      pid?: number;
      open?: (address: string | undefined) => Notify | null;
    } = {},
  ) {
    this.#clock = clock;
    this.#notify = open(variables["NOTIFY_SOCKET"]);
    this.#watchdogMs = this.#notify === null ? null : watchdogMs(variables, pid);
  }

  /** It has begun to start. */
  starting(status: string): void {
    this.#tell(`STATUS=${oneLine(status)}`);
    this.#feed();
    this.#extend();
  }

  /** It serves. */
  ready(status: string): void {
    this.#endExtending();
    this.#tell(`READY=1\nSTATUS=${oneLine(status)}`);
  }

  /** It has begun to stop. */
  stopping(status: string): void {
    this.#tell(`STOPPING=1\nSTATUS=${oneLine(status)}`);
    this.#extend();
  }

  /** Nothing more is told; after it no timer is pending. */
  close(): void {
    this.#endExtending();
    this.#watchdogTimer?.cancel();
    this.#watchdogTimer = undefined;
  }

  #feed(): void {
    if (this.#watchdogMs === null) return;
    this.#tell("WATCHDOG=1");
    this.#watchdogTimer = this.#clock.setTimer(this.#watchdogMs / 2, () => this.#feed());
  }

  #extend(): void {
    if (this.#notify === null) return;
    this.#tell(`EXTEND_TIMEOUT_USEC=${EXTEND_USEC}`);
    this.#extendTimer = this.#clock.setTimer(EXTEND_EVERY_MS, () => this.#extend());
  }

  #endExtending(): void {
    this.#extendTimer?.cancel();
    this.#extendTimer = undefined;
  }

  #tell(message: string): void {
    try {
      this.#notify?.(message);
    } catch {
      // The manager notices what is not told; the service goes on.
    }
  }
}

/** The time within which the manager wants to hear of the process; null where it does not ask. */
function watchdogMs(
  { WATCHDOG_USEC, WATCHDOG_PID }: NotifyVariables,
  pid: number,
): number | null {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)) return null;
  const milliseconds = Number(WATCHDOG_USEC) / 1000;
  return milliseconds >= WATCHDOG_MS_MIN ? milliseconds : null;
}

/** Lines are what separates one word to the manager from the next. */
function oneLine(status: string): string {
  return status.replace(/[\r\n]+/g, " ");
}
