/**
 * The bodies of replies, by ZooKeeper's names (module `proto`).
 *
 * @module
 */
import { AclList, ClientInfo, Stat } from "./data_records.ts";
import { buffer, int, record, ustring, vector } from "./jute.ts";

export const CreateResponse = record("CreateResponse", { path: ustring });
export const Create2Response = record("Create2Response", { path: ustring, stat: Stat });
export const ExistsResponse = record("ExistsResponse", { stat: Stat });
export const GetDataResponse = record("GetDataResponse", { data: buffer, stat: Stat });
export const SetDataResponse = record("SetDataResponse", { stat: Stat });
export const GetChildrenResponse = record("GetChildrenResponse", { children: vector(ustring) });

export const GetChildren2Response = record("GetChildren2Response", {
  children: vector(ustring),
  stat: Stat,
});

export const GetACLResponse = record("GetACLResponse", { acl: AclList, stat: Stat });
export const SetACLResponse = record("SetACLResponse", { stat: Stat });
export const SyncResponse = record("SyncResponse", { path: ustring });
export const ErrorResponse = record("ErrorResponse", { err: int });
export const GetEphemeralsResponse = record("GetEphemeralsResponse", {
  ephemerals: vector(ustring),
});

export const GetAllChildrenNumberResponse = record("GetAllChildrenNumberResponse", {
  totalNumber: int,
});

export const GetMaxChildrenResponse = record("GetMaxChildrenResponse", { max: int });
export const WhoAmIResponse = record("WhoAmIResponse", { clientInfo: vector(ClientInfo) });
