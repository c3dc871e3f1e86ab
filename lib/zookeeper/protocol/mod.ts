/**
 * The list of ZooKeeper's records: for a server, for a client, and for reading what a real server
 * left on disk.
 *
 * @module
 */
export * from "./data_records.ts";
export * from "./request_records.ts";
export * from "./response_records.ts";
export * from "./session_records.ts";
export * from "./txn_records.ts";
