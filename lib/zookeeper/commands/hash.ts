/**
 * hash: digests of the tree at some transactions. None is kept here, as in a ZooKeeper with
 * `zookeeper.digest.enabled=false`, so there is nothing to list.
 *
 * @module
 */
import type { Command } from "./command.ts";

export const hash: Command = { word: "hash", run: () => "" };
