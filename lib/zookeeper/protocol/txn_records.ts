/**
 * The transactions that Apache ZooKeeper keeps in its log (module `txn`). Our own log has a form
 * of its own (operations/transaction.ts); these are for reading the folders a real server left.
 *
 * @module
 */
import { AclList } from "./data_records.ts";
import { bool, buffer, int, long, record, ustring, vector } from "./jute.ts";

export const TxnHeader = record("TxnHeader", {
  clientId: long,
  cxid: int,
  zxid: long,
  time: long,
  type: int,
});

/** A checksum over the whole tree after the transaction. */
export const TxnDigest = record("TxnDigest", { version: int, treeDigest: long });

/** The create of servers before 3.4, without the parent's version. */
export const CreateTxnV0 = record("CreateTxnV0", {
  path: ustring,
  data: buffer,
  acl: AclList,
  ephemeral: bool,
});

export const CreateTxn = record("CreateTxn", { ...CreateTxnV0.fields, parentCVersion: int });

export const CreateTTLTxn = record("CreateTTLTxn", {
  path: ustring,
  data: buffer,
  acl: AclList,
  parentCVersion: int,
  ttl: long,
});

export const CreateContainerTxn = record("CreateContainerTxn", {
  path: ustring,
  data: buffer,
  acl: AclList,
  parentCVersion: int,
});

export const DeleteTxn = record("DeleteTxn", { path: ustring });
export const SetDataTxn = record("SetDataTxn", { path: ustring, data: buffer, version: int });
export const CheckVersionTxn = record("CheckVersionTxn", { path: ustring, version: int });
export const SetACLTxn = record("SetACLTxn", { path: ustring, acl: AclList, version: int });
export const SetMaxChildrenTxn = record("SetMaxChildrenTxn", { path: ustring, max: int });
export const CreateSessionTxn = record("CreateSessionTxn", { timeOut: int });
export const CloseSessionTxn = record("CloseSessionTxn", { paths2Delete: vector(ustring) });
export const ErrorTxn = record("ErrorTxn", { err: int });
export const Txn = record("Txn", { type: int, data: buffer });
export const MultiTxn = record("MultiTxn", { txns: vector(Txn) });
