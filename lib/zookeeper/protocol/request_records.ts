/**
 * The bodies of requests, by ZooKeeper's names (module `proto`).
 *
 * @module
 */
import { AclList } from "./data_records.ts";
import { bool, buffer, int, long, record, ustring, vector } from "./jute.ts";

const paths = vector(ustring);

export const CreateRequest = record("CreateRequest", {
  path: ustring,
  data: buffer,
  acl: AclList,
  flags: int,
});

export const CreateTTLRequest = record("CreateTTLRequest", {
  path: ustring,
  data: buffer,
  acl: AclList,
  flags: int,
  ttl: long,
});

export const DeleteRequest = record("DeleteRequest", { path: ustring, version: int });
export const ExistsRequest = record("ExistsRequest", { path: ustring, watch: bool });
export const GetDataRequest = record("GetDataRequest", { path: ustring, watch: bool });

export const SetDataRequest = record("SetDataRequest", {
  path: ustring,
  data: buffer,
  version: int,
});

export const GetChildrenRequest = record("GetChildrenRequest", { path: ustring, watch: bool });
export const GetChildren2Request = record("GetChildren2Request", { path: ustring, watch: bool });
export const GetACLRequest = record("GetACLRequest", { path: ustring });

export const SetACLRequest = record("SetACLRequest", {
  path: ustring,
  acl: AclList,
  version: int,
});

export const SyncRequest = record("SyncRequest", { path: ustring });
export const CheckVersionRequest = record("CheckVersionRequest", { path: ustring, version: int });

/** Before each member of a multi, both ways; `done` is true on the one that ends the list. */
export const MultiHeader = record("MultiHeader", { type: int, done: bool, err: int });

export const SetWatches = record("SetWatches", {
  relativeZxid: long,
  dataWatches: paths,
  existWatches: paths,
  childWatches: paths,
});

export const SetWatches2 = record("SetWatches2", {
  ...SetWatches.fields,
  persistentWatches: paths,
  persistentRecursiveWatches: paths,
});

export const AddWatchRequest = record("AddWatchRequest", { path: ustring, mode: int });
export const CheckWatchesRequest = record("CheckWatchesRequest", { path: ustring, type: int });
export const RemoveWatchesRequest = record("RemoveWatchesRequest", { path: ustring, type: int });
export const GetEphemeralsRequest = record("GetEphemeralsRequest", { prefixPath: ustring });

export const GetAllChildrenNumberRequest = record("GetAllChildrenNumberRequest", {
  path: ustring,
});

export const GetMaxChildrenRequest = record("GetMaxChildrenRequest", { path: ustring });
export const SetMaxChildrenRequest = record("SetMaxChildrenRequest", { path: ustring, max: int });

export const ReconfigRequest = record("ReconfigRequest", {
  joiningServers: ustring,
  leavingServers: ustring,
  newMembers: ustring,
  curConfigId: long,
});
