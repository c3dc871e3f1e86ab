/**
 * The limits of the process: open files, memory, maps of files.
 *
 * @module
 */
import { memorySizeBytes } from "../../config/memory_size.ts";
import { joinPath } from "../../io/file.ts";
import { bytesText, countText } from "./amounts.ts";
import type { Check, Ground } from "./check.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { readNumberOrNull, readTextOrNull } from "./read_text.ts";

/** Files of logs that are kept open, and what the process has besides. */
const LOG_FILES = 600;
/** Clients that a small machine may have, where max.connections sets no bound. */
const CLIENTS = 1000;
const MEMORY_BYTES_MIN = 192 << 20;
/** What the process takes beside memory.budget. */
const BASE_BYTES = 128 << 20;
/** Maps of the process itself: its code, its heap, its libraries. */
const BASE_MAPS = 2000;
/** A log that is written to has a window of its segment mapped, and one from before. */
const MAPS_PER_LOG = 2;

export const limits: Check = {
  name: "limits",
  about: "machine",
  async *run(ground) {
    yield await openFiles(ground);
    yield memory(ground);
    yield maps(ground);
  },
};

/** Of the running kedge where there is one: a service has other limits than this shell. */
function openFiles({ files, config, running }: Ground): Finding {
  const subject = "open files";
  const of = running?.pid ?? "self";
  const text = readTextOrNull(files, `/proc/${of}/limits`);
  const soft = /^Max open files\s+(\S+)\s+(\S+)/m.exec(text ?? "")?.[1];
  if (soft === undefined) return ok(subject, "the system does not tell the limit");
  const limit = soft === "unlimited" ? Infinity : Number(soft);
  const clients = Math.min(config.maxConnections, CLIENTS);
  const needed = LOG_FILES + clients;
  const whose = running?.pid ? `of process ${running.pid}` : "of this shell";
  const found = `${soft} ${whose}; ${LOG_FILES} for logs, ${clients} for connections`;
  if (limit >= needed) return ok(subject, found);
  const advice = "ulimit -n 65536 before the start, or LimitNOFILE=65536 in systemd's unit";
  const say = limit < LOG_FILES ? fail : warn;
  return say(subject, `${found} are wanted: clients beyond wait and time out`, { advice });
}

function memory({ config, machine }: Ground): Finding {
  const subject = "memory";
  const { bytes, origin } = machine.memoryLimit();
  const setting = config.get("memory.budget") ?? "";
  const budget = memorySizeBytes(setting, bytes);
  const told = budget === null ? "" : `, memory.budget=${setting} is ${bytesText(budget)}`;
  const found = `${bytesText(bytes)}, by ${origin}${told}`;
  if (bytes < MEMORY_BYTES_MIN) {
    return warn(subject, found, { advice: `Allow ${bytesText(MEMORY_BYTES_MIN)} or more` });
  }
  if (budget !== null && budget + BASE_BYTES > bytes) {
    return fail(
      subject,
      `${found}, and kedge needs ${bytesText(BASE_BYTES)} besides: it may be ` +
        "killed for want of memory",
      {
        advice: `Set memory.budget to ${bytesText(Math.max(0, bytes - BASE_BYTES))} or less, or ` +
          "allow more memory",
      },
    );
  }
  return ok(subject, found);
}

function maps({ files, config }: Ground): Finding {
  const subject = "vm.max_map_count";
  const limit = readNumberOrNull(files, "/proc/sys/vm/max_map_count");
  if (limit === null) return ok(subject, "the system does not tell the limit");
  const logs = config.logDirs.reduce((sum, folder) => {
    const names = files.list(folder).filter((name) => /^[^.].*-\d+$/.test(name));
    return sum + names.filter((name) => files.isFolder(joinPath(folder, name))).length;
  }, 0);
  const needed = BASE_MAPS + logs * MAPS_PER_LOG;
  const found = `${limit}; about ${needed} for ${countText(logs, "log")}`;
  if (limit >= needed) return ok(subject, found);
  return fail(subject, found, {
    advice: `sysctl -w vm.max_map_count=${Math.max(262_144, needed * 2)}, and in /etc/sysctl.d`,
  });
}
