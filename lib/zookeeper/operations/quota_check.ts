/**
 * The check of a write against the quota of the tree it is in. As in ZooKeeper only the nearest
 * quota counts, only hard limits refuse (soft ones are logged), and what is on its way to the
 * disk does not count yet.
 *
 * @module
 */
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { limitsPath, readQuota, statsPath } from "../tree/quota.ts";
import type { PrepareContext } from "./operation.ts";

/**
 * Checks that `count` nodes and `bytes` bytes more at `path` stay within its quota.
 *
 * @throws KeeperError QUOTAEXCEEDED
 */
export function checkQuota(
  path: string,
  { context, count, bytes }: { context: PrepareContext; count: number; bytes: number },
): void {
  if (!context.settings.enforceQuota) return;
  const { tree } = context.changes;
  const limited = tree.quotas.nearest(path);
  if (limited === null) return;
  const limits = tree.get(limitsPath(limited));
  const used = tree.get(statsPath(limited));
  if (limits === undefined || used === undefined) return;
  const limit = readQuota(limits.data);
  const now = readQuota(used.data);
  const asked = [
    { what: "count", more: count, after: now.count + count, hard: limit.countHardLimit },
    { what: "bytes", more: bytes, after: now.bytes + bytes, hard: limit.byteHardLimit },
  ] as const;
  for (const { what, more, after, hard } of asked) {
    if (more === 0) continue;
    if (hard > -1) {
      if (after > hard) throw new KeeperError(ErrorCode.QUOTAEXCEEDED, limited);
    } else if (limit[what] > -1 && after > limit[what]) {
      context.softLimitExceeded?.(
        `Quota exceeded: ${limited} [current ${what}=${after}, soft limit=${limit[what]}]`,
      );
    }
  }
}
