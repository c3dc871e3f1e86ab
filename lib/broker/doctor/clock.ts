/**
 * The clock: records are stamped with it and removed by their age, sessions end by it.
 *
 * @module
 */
import type { Clock } from "../../io/clock.ts";
import { millisText } from "./amounts.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";

const EARLIEST_MS = Date.UTC(2024, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
/** How long the two clocks are compared, and how far they may come apart in that time. */
const COMPARED_MS = 250;
const DRIFT_MS_MAX = 50;
/** systemd-timesyncd makes it when it has heard from a server. */
const TIMESYNC_FILE = "/run/systemd/timesync/synchronized";

export const clock: Check = {
  name: "clock",
  about: "machine",
  async *run(ground) {
    yield date(ground.clock);
    yield await steadiness(ground.clock);
    yield synchronisation(ground);
  },
};

function date(clock: Clock): Finding {
  const nowMs = clock.nowMs();
  const found = new Date(nowMs).toISOString();
  if (nowMs >= EARLIEST_MS && nowMs < LATEST_MS) return ok("date", found);
  return fail("date", found, {
    advice: "Set it (timedatectl set-ntp true, or date -s) before kedge starts: records that are " +
      "stamped with it are removed as old when the clock is right, or never",
  });
}

async function steadiness(clock: Clock): Promise<Finding> {
  const subject = "steadiness";
  const before = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  await new Promise<void>((resolve) => clock.setTimer(COMPARED_MS, resolve));
  const wallMs = clock.nowMs() - before.wallMs;
  const monotonicMs = clock.monotonicMs() - before.monotonicMs;
  const driftMs = wallMs - monotonicMs;
  const found = `the date went on by ${millisText(wallMs)} in ${millisText(monotonicMs)}`;
  if (Math.abs(driftMs) <= DRIFT_MS_MAX) return ok(subject, found);
  return warn(subject, found, {
    advice: "Something sets the clock at this moment: one time server must be the only one that " +
      "does (timedatectl), and it should be slewed, not set",
  });
}

function synchronisation({ files, machine }: Ground): Finding {
  const subject = "time server";
  if (files.exists(TIMESYNC_FILE)) return ok(subject, "systemd-timesyncd follows one");
  const isSynchronized = machine.isClockSynchronized();
  if (isSynchronized === null) return ok(subject, "the system does not tell");
  if (isSynchronized) return ok(subject, "the kernel says that the clock follows one");
  return warn(subject, "the kernel says that the clock follows none", {
    advice: "timedatectl set-ntp true, or install chrony; in a container the host's clock counts",
  });
}
