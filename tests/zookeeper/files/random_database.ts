/**
 * Databases with anything in them that a ZooKeeper's may have, by seed.
 *
 * @module
 */
import type { Random } from "../../../lib/io/random.ts";
import { zookeeperPassword } from "../../../lib/zookeeper/files/session_password.ts";
import type { ACL } from "../../../lib/zookeeper/protocol/data_records.ts";
import { OPEN_ACL_UNSAFE, READ_ACL_UNSAFE } from "../../../lib/zookeeper/tree/acl.ts";
import { Database } from "../../../lib/zookeeper/tree/database.ts";
import { CONTAINER_OWNER, ttlOwner } from "../../../lib/zookeeper/tree/node_kind.ts";
import { childPath } from "../../../lib/zookeeper/tree/path.ts";

const NAMES = ["a", "b-0000000001", "ä", "漢字", "x".repeat(200), " ", "\u{1f600}", "_"];
/** A zxid of a late epoch, and a time. */
const ZXIDS = 2 ** 44;
const TIMES = 2 ** 41;
const INT_MAX = 2 ** 31;

function any<T>(random: Random, values: readonly T[]): T {
  return values[random.int(values.length)]!;
}

function large(random: Random, limit: number): number {
  return Math.floor(random.int(2 ** 31) / 2 ** 31 * limit);
}

function randomAcl(random: Random): readonly ACL[] {
  if (random.int(3) > 0) return any(random, [OPEN_ACL_UNSAFE, READ_ACL_UNSAFE]);
  const schemes = ["digest", "ip", "sasl", "x509"];
  return Array.from({ length: random.int(4) }, () => ({
    perms: random.int(32),
    id: { scheme: any(random, schemes), id: any(random, ["", "u:p=", "10.0.0.0/8", "ü", null]) },
  }));
}

/** @param options.nodes about how many */
export function randomDatabase(random: Random, options: { nodes: number }): Database {
  const database = new Database();
  database.lastProcessedZxid = large(random, ZXIDS);
  const ids = Array.from(
    { length: random.int(5) },
    () => new DataView(random.bytes(8).buffer).getBigInt64(0) | 1n,
  ).filter((id) => id > 0n);
  for (const id of ids) {
    const session = { id, timeoutMs: random.int(INT_MAX), password: zookeeperPassword(id) };
    database.sessions.set(id, { ...session, isLocal: false, isClosing: false });
  }
  const parents = ["/"];
  for (let i = 0; i < options.nodes; i++) {
    const path = childPath(any(random, parents), `${any(random, NAMES)}${random.int(9)}`);
    if (database.tree.get(path) !== undefined) continue;
    const owner = any(random, [0n, 0n, 0n, CONTAINER_OWNER, ttlOwner(1 + random.int(1e9)), ...ids]);
    database.tree.insert(path, {
      data: random.int(4) === 0 ? null : random.bytes(random.int(200)),
      acl: randomAcl(random),
      czxid: large(random, ZXIDS),
      mzxid: large(random, ZXIDS),
      pzxid: large(random, ZXIDS),
      ctimeMs: large(random, TIMES),
      mtimeMs: large(random, TIMES),
      version: random.int(INT_MAX),
      childrenCreated: random.int(INT_MAX),
      aversion: random.int(INT_MAX),
      ephemeralOwner: owner,
    });
    if (!ids.includes(owner)) parents.push(path);
  }
  return database;
}
