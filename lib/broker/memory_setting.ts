/**
 * From memory.budget to the bytes that the accounts share, at the start.
 *
 * @module
 */
import { memorySizeBytes } from "../config/memory_size.ts";
import type { ServerConfig } from "../config/server_config.ts";
import type { Logger } from "../io/logger.ts";
import type { MemoryLimit } from "../io/machine_memory.ts";
import { MemoryAccounts } from "./memory_accounts.ts";
import { StartError } from "./start_error.ts";

/** Below it the smallest cache, answer and request do not fit beside each other. */
export const BUDGET_BYTES_MIN = 32 << 20;
const MEBIBYTE = 1 << 20;

/**
 * Opens the accounts, and says in the log what they share.
 *
 * @param memoryLimit what there is; in memory there is none, and a share then no bound
 * @throws StartError where the budget is less than what other settings need
 */
export function openMemory(
  config: ServerConfig,
  { memoryLimit: limit, logger }: { memoryLimit?: MemoryLimit; logger: Logger },
): MemoryAccounts {
  const asked = memorySizeBytes(config.memoryBudget, limit?.bytes ?? Infinity) ?? Infinity;
  const neededBytes = needed(config);
  if (asked < neededBytes && config.layers.isSet("memory.budget")) {
    throw new StartError(
      `Cannot start with memory.budget=${config.memoryBudget}, ${asked} bytes: at least ` +
        `${neededBytes} are needed${isRequest(config) ? " for socket.request.max.bytes" : ""}. ` +
        `Set memory.budget=${Math.ceil(neededBytes / MEBIBYTE)}MiB or more.`,
    );
  }
  const bytesMax = Math.max(asked, neededBytes);
  if (limit !== undefined) logger.info(`memory budget: ${text(config, { bytesMax, limit })}`);
  return new MemoryAccounts(bytesMax);
}

function needed(config: ServerConfig): number {
  return isRequest(config) ? config.socketRequestMaxBytes : BUDGET_BYTES_MIN;
}

/** Whether the largest request that was asked for decides: its default may be above the budget. */
function isRequest({ layers, socketRequestMaxBytes }: ServerConfig): boolean {
  return layers.isSet("socket.request.max.bytes") && socketRequestMaxBytes > BUDGET_BYTES_MIN;
}

function text(
  config: ServerConfig,
  { bytesMax, limit }: { bytesMax: number; limit: MemoryLimit },
): string {
  return `${mebibytes(bytesMax)} for clients (memory.budget=${config.memoryBudget}; ` +
    `${limit.origin} has ${mebibytes(limit.bytes)})`;
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / MEBIBYTE)} MiB`;
}
