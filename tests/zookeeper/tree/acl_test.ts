import { expect, test } from "bun:test";
import type { ACL, Id } from "../../../lib/zookeeper/protocol/data_records.ts";
import { KeeperError } from "../../../lib/zookeeper/protocol/error_code.ts";
import {
  checkPermission,
  hasPermission,
  OPEN_ACL_UNSAFE,
  Perms,
  redactAcl,
  resolveAcl,
  SUPER_ID,
} from "../../../lib/zookeeper/tree/acl.ts";

const ip: Id = { scheme: "ip", id: "10.0.0.1" };
const user: Id = { scheme: "digest", id: "u:hash" };
const path = "/a";

function entry(perms: number, id: Id): ACL {
  return { perms, id };
}

function resolved(acl: readonly ACL[] | null, authIds: readonly Id[] = [ip]) {
  try {
    return resolveAcl(acl, { authIds, path });
  } catch (error) {
    if (error instanceof KeeperError) return error.message;
    throw error;
  }
}

test("anyone may do what world may", () => {
  const acl = [entry(Perms.READ, { scheme: "world", id: "anyone" })];
  expect(hasPermission(acl, { perms: Perms.READ, authIds: [] })).toBe(true);
  expect(hasPermission(acl, { perms: Perms.WRITE, authIds: [] })).toBe(false);
});

test("a digest entry is for who has shown that digest", () => {
  const acl = [entry(Perms.ALL, user)];
  expect(hasPermission(acl, { perms: Perms.WRITE, authIds: [ip, user] })).toBe(true);
  const other = { scheme: "digest", id: "u:other" };
  expect(hasPermission(acl, { perms: Perms.WRITE, authIds: [ip, other] })).toBe(false);
});

test("an ip entry is for addresses of that network", () => {
  const acl = [entry(Perms.READ, { scheme: "ip", id: "10.0.0.0/8" })];
  expect(hasPermission(acl, { perms: Perms.READ, authIds: [ip] })).toBe(true);
  const authIds = [{ scheme: "ip", id: "11.0.0.1" }];
  expect(hasPermission(acl, { perms: Perms.READ, authIds })).toBe(false);
});

test("one of several permissions is enough", () => {
  const acl = [entry(Perms.ADMIN, user)];
  const perms = Perms.READ | Perms.ADMIN;
  expect(hasPermission(acl, { perms, authIds: [user] })).toBe(true);
});

test("super may do everything, an unknown scheme nothing", () => {
  const acl = [entry(Perms.ALL, { scheme: "sasl", id: "kafka" })];
  const authIds = [{ scheme: "sasl", id: "kafka" }];
  expect(hasPermission(acl, { perms: Perms.READ, authIds: [SUPER_ID] })).toBe(true);
  expect(hasPermission(acl, { perms: Perms.READ, authIds })).toBe(false);
});

test("a refused permission is NOAUTH", () => {
  const check = () => checkPermission([entry(1, user)], { perms: 2, authIds: [], path });
  expect(check).toThrow("NOAUTH (-102) for /a");
});

test("the open list is shared, not copied", () => {
  expect(resolved([entry(Perms.ALL, { scheme: "world", id: "anyone" })])).toBe(OPEN_ACL_UNSAFE);
});

test("duplicates go", () => {
  expect(resolved([...OPEN_ACL_UNSAFE, ...OPEN_ACL_UNSAFE])).toEqual(OPEN_ACL_UNSAFE);
});

test("auth stands for the identities that were proved", () => {
  const auth = [entry(Perms.READ, { scheme: "auth", id: "" })];
  expect(resolved(auth, [ip, user])).toEqual([entry(Perms.READ, user)]);
  expect(resolved(auth, [ip])).toBe("INVALIDACL (-114) for /a");
});

test("lists that are refused", () => {
  const wrong: (readonly ACL[] | null)[] = [
    null,
    [],
    [entry(31, { scheme: "world", id: "nobody" })],
    [entry(31, { scheme: "sasl", id: "kafka" })],
    [entry(31, { scheme: "digest", id: "nocolon" })],
    [entry(31, { scheme: "ip", id: "nowhere" })],
    [entry(31, { scheme: null, id: null })],
    [entry(31, { scheme: "digest", id: null })],
    [...OPEN_ACL_UNSAFE, entry(31, { scheme: "bogus", id: "x" })],
  ];
  for (const acl of wrong) expect(resolved(acl)).toBe("INVALIDACL (-114) for /a");
});

test("passwords are hidden from who may only read", () => {
  expect(redactAcl([entry(1, user), entry(1, ip)])).toEqual([
    entry(1, { scheme: "digest", id: "u:x" }),
    entry(1, ip),
  ]);
});
