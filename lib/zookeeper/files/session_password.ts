/**
 * The password of a ZooKeeper session. ZooKeeper keeps none: it makes each out of the session's id,
 * as the first 16 bytes of Java's Random with the id and a fixed number as its seed. So a client
 * that comes back after a move gets its session again.
 *
 * @module
 */
import { PASSWORD_BYTES } from "../tree/session.ts";

/** ZooKeeperServer.superSecret. */
const SUPER_SECRET = 0xb3415c00n;
/** java.util.Random. */
const MULTIPLIER = 0x5deece66dn;
const INCREMENT = 0xbn;
const SEED_BITS = 48;

/** The password that ZooKeeper gives the session `id`. */
export function zookeeperPassword(id: bigint): Uint8Array {
  let seed = BigInt.asUintN(SEED_BITS, (id ^ SUPER_SECRET) ^ MULTIPLIER);
  const password = new Uint8Array(PASSWORD_BYTES);
  const view = new DataView(password.buffer);
  for (let at = 0; at < PASSWORD_BYTES; at += 4) {
    seed = BigInt.asUintN(SEED_BITS, seed * MULTIPLIER + INCREMENT);
    view.setUint32(at, Number(seed >> 16n), true);
  }
  return password;
}
