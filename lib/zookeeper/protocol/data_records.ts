/**
 * The records of ZooKeeper's `data` module: what a znode is, as clients see it.
 *
 * @module
 */
import { type Decoded, type Encodable, int, long, record, ustring, vector } from "./jute.ts";

/** Who: an authentication scheme and an id within it (`world`, `anyone`). */
export const Id = record("Id", { scheme: ustring, id: ustring });
export type Id = Decoded<typeof Id>;

/** What an id may do: `perms` is a set of bits, see tree/acl.ts. */
export const ACL = record("ACL", { perms: int, id: Id });
export type ACL = Decoded<typeof ACL>;

/** A list of entries: the first that allows is enough. */
export const AclList = vector(ACL);

/** A znode's metadata as clients see it. */
export const Stat = record("Stat", {
  czxid: long,
  mzxid: long,
  ctime: long,
  mtime: long,
  version: int,
  cversion: int,
  aversion: int,
  ephemeralOwner: long,
  dataLength: int,
  numChildren: int,
  pzxid: long,
});
export type Stat = Decoded<typeof Stat>;
/** A Stat to be written: zxids and times as numbers. */
export type StatInput = Encodable<typeof Stat>;

/** A znode's metadata as ZooKeeper keeps it in its snapshots. */
export const StatPersisted = record("StatPersisted", {
  czxid: long,
  mzxid: long,
  ctime: long,
  mtime: long,
  version: int,
  cversion: int,
  aversion: int,
  ephemeralOwner: long,
  pzxid: long,
});

/** One identity of a session, as whoAmI tells it. */
export const ClientInfo = record("ClientInfo", { authScheme: ustring, user: ustring });
