/**
 * Who may do what: permissions, the check of a node's list against a session's identities, and
 * the clean-up of a list that a client hands in.
 *
 * @module
 */
import type { ACL, Id } from "../protocol/data_records.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { authenticationProvider } from "./authentication.ts";

/** Permission bits. */
export const Perms = { READ: 1, WRITE: 2, CREATE: 4, DELETE: 8, ADMIN: 16, ALL: 31 } as const;

/** Everyone may do everything. */
export const OPEN_ACL_UNSAFE: readonly ACL[] = [
  { perms: Perms.ALL, id: { scheme: "world", id: "anyone" } },
];
/** Everyone may read. */
export const READ_ACL_UNSAFE: readonly ACL[] = [
  { perms: Perms.READ, id: { scheme: "world", id: "anyone" } },
];

/** The identity that no list binds. */
export const SUPER_ID: Id = { scheme: "super", id: "" };

function isWorld(id: Id): boolean {
  return id.scheme === "world" && id.id === "anyone";
}

function isAllowed(entry: ACL, authIds: readonly Id[]): boolean {
  if (isWorld(entry.id)) return true;
  const provider = authenticationProvider(entry.id.scheme);
  if (provider === undefined) return false;
  return authIds.some((authId) =>
    authId.scheme === entry.id.scheme && provider.matches(authId.id ?? "", entry.id.id ?? "")
  );
}

/** True where `authIds` have one of the permissions `perms`; an empty list binds nobody. */
export function hasPermission(
  acl: readonly ACL[],
  request: { perms: number; authIds: readonly Id[] },
): boolean {
  if (acl.length === 0) return true;
  if (request.authIds.some((id) => id.scheme === SUPER_ID.scheme)) return true;
  return acl.some((entry) =>
    (entry.perms & request.perms) !== 0 && isAllowed(entry, request.authIds)
  );
}

/**
 * Checks that one of the permissions `perms` is given on `path`.
 *
 * @throws KeeperError NOAUTH
 */
export function checkPermission(
  acl: readonly ACL[],
  request: { perms: number; authIds: readonly Id[]; path: string },
): void {
  if (!hasPermission(acl, request)) throw new KeeperError(ErrorCode.NOAUTH, request.path);
}

function isSame(one: ACL, other: ACL): boolean {
  return one.perms === other.perms && one.id.scheme === other.id.scheme &&
    one.id.id === other.id.id;
}

/** The identities that the scheme `auth` stands for: those that the session proved. */
function provenIds(authIds: readonly Id[]): Id[] {
  return authIds.filter((id) => authenticationProvider(id.scheme)?.isProof === true);
}

/**
 * The list to keep for what a client sent: without duplicates, `auth` put in as the session's own
 * identities, every id valid in its scheme.
 *
 * @throws KeeperError INVALIDACL
 */
export function resolveAcl(
  acl: readonly ACL[] | null,
  request: { authIds: readonly Id[]; path: string },
): readonly ACL[] {
  const resolved: ACL[] = [];
  for (const entry of acl ?? []) {
    const ids = entry.id.scheme === "auth" ? provenIds(request.authIds) : [entry.id];
    const provider = authenticationProvider(entry.id.scheme);
    const isValid = entry.id.scheme === "auth" || isWorld(entry.id) ||
      provider?.isValid(entry.id.id ?? "") === true;
    if (!isValid || ids.length === 0) throw new KeeperError(ErrorCode.INVALIDACL, request.path);
    for (const id of ids) {
      const kept = { perms: entry.perms, id };
      if (!resolved.some((other) => isSame(other, kept))) resolved.push(kept);
    }
  }
  if (resolved.length === 0) throw new KeeperError(ErrorCode.INVALIDACL, request.path);
  return shareOpenAcl(resolved);
}

/** Nearly all nodes have the open list: they share one array. */
export function shareOpenAcl(acl: readonly ACL[]): readonly ACL[] {
  return acl.length === 1 && isSame(acl[0]!, OPEN_ACL_UNSAFE[0]!) ? OPEN_ACL_UNSAFE : acl;
}

/** The list with the passwords of `digest` ids hidden, for readers who may not change it. */
export function redactAcl(acl: readonly ACL[]): ACL[] {
  return acl.map((entry) => {
    if (entry.id.scheme !== "digest") return entry;
    const user = (entry.id.id ?? "").replace(/:.*/s, ":x");
    return { perms: entry.perms, id: { scheme: "digest", id: user } };
  });
}
