/**
 * Znodes as bodies: the Stat, access lists and data, from ZooKeeper's records and back.
 *
 * @module
 */
import type { ACL, Stat } from "../zookeeper/protocol/data_records.ts";
import { Perms } from "../zookeeper/tree/acl.ts";
import { sessionIdText } from "../zookeeper/tree/session.ts";
import { RecordData } from "./record_data.ts";
import {
  array,
  integer,
  named,
  nullable,
  object,
  optional,
  type Shape,
  ShapeError,
  string,
  type TypeOf,
} from "./shape.ts";

/** Permissions by zkCli's letters, in its order. */
const LETTERS: readonly (readonly [string, number])[] = [
  ["c", Perms.CREATE],
  ["d", Perms.DELETE],
  ["r", Perms.READ],
  ["w", Perms.WRITE],
  ["a", Perms.ADMIN],
];

/** A node's metadata. */
export const ZnodeStat = named(
  "ZnodeStat",
  object({
    czxid: integer({ about: "The transaction that made it" }),
    mzxid: integer({ about: "The last transaction that set its data" }),
    pzxid: integer({ about: "The last transaction that made or removed a child" }),
    ctime: string({ about: "ISO 8601" }),
    mtime: string({ about: "ISO 8601" }),
    version: integer({ about: "Of its data" }),
    cversion: integer({ about: "Of its children" }),
    aversion: integer({ about: "Of its access list" }),
    ephemeral_owner: nullable(string({ about: "The owning session's id", example: "0x1a2b" })),
    data_length: integer({ about: "In bytes" }),
    num_children: integer(),
  }),
);

/** The metadata as a body has it. */
export function statBody(stat: Stat): TypeOf<typeof ZnodeStat> {
  return {
    czxid: Number(stat.czxid),
    mzxid: Number(stat.mzxid),
    pzxid: Number(stat.pzxid),
    ctime: new Date(Number(stat.ctime)).toISOString(),
    mtime: new Date(Number(stat.mtime)).toISOString(),
    version: stat.version,
    cversion: stat.cversion,
    aversion: stat.aversion,
    ephemeral_owner: stat.ephemeralOwner === 0n ? null : sessionIdText(stat.ephemeralOwner),
    data_length: stat.dataLength,
    num_children: stat.numChildren,
  };
}

/** Permissions as letters; a number in the program. */
const Permissions: Shape<number> = {
  json: {
    type: "string",
    pattern: "^[cdrwa]+$",
    description: "create, delete, read, write, administer",
  },
  definitions: new Map(),
  check(value, at) {
    if (typeof value !== "string" || !/^[cdrwa]+$/.test(value)) {
      throw new ShapeError(at, { found: value, allowed: "letters of cdrwa" });
    }
    let perms = 0;
    for (const [letter, bit] of LETTERS) if (value.includes(letter)) perms |= bit;
    return perms;
  },
  fromText: (text, at) => Permissions.check(text, at),
};

/** An access list in a request. */
export const ZnodeAcl = named(
  "ZnodeAcl",
  array(object({
    scheme: string({ example: "digest" }),
    id: string({ example: "ann:d41d8cd98f00b204e9800998ecf8427e" }),
    permissions: Permissions,
  })),
);

/** An access list in an answer. */
export const WrittenAcl: Shape<{ scheme: string; id: string; permissions: string }[]> = {
  json: ZnodeAcl.json,
  definitions: ZnodeAcl.definitions,
  check: array(object({ scheme: string(), id: string(), permissions: string() })).check,
  fromText: (text, at) => WrittenAcl.check(text, at),
};

/** An access list as ZooKeeper has it. */
export function aclOf(entries: TypeOf<typeof ZnodeAcl>): ACL[] {
  return entries.map(({ scheme, id, permissions }) => ({ perms: permissions, id: { scheme, id } }));
}

/** An access list as a body has it. */
export function aclBody(acl: readonly ACL[]): TypeOf<typeof WrittenAcl> {
  return acl.map(({ perms, id }) => ({
    scheme: id.scheme ?? "",
    id: id.id ?? "",
    permissions: LETTERS.filter(([, bit]) => (perms & bit) !== 0).map(([letter]) => letter).join(
      "",
    ),
  }));
}

/** A node that was made or changed. */
export const WrittenZnode = named(
  "WrittenZnode",
  object({ path: string(), stat: ZnodeStat }),
);

/** What a node is to hold. */
export const ZnodeContent = named(
  "ZnodeContent",
  object({
    data: optional(nullable(RecordData)),
    acl: optional(nullable(ZnodeAcl)),
  }),
);

/** A version that a change expects. */
export const ExpectedVersion = integer({
  minimum: -1,
  maximum: 0x7fffffff,
  default: -1,
  about: "The version expected; -1 is any. Another one is answered with 412",
});
