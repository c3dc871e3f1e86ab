/**
 * The table of client settings: of producers, consumers and admin clients, as their properties
 * files and `--command-property` set them. Loaded only where a file is looked through.
 *
 * @module
 */
import type { Setting } from "../setting.ts";
import { adminSettingRows } from "./admin.ts";
import { consumerSettingRows } from "./consumer.ts";
import { producerSettingRows } from "./producer.ts";
import { clientSecuritySettings } from "./security.ts";
import { sharedClientSettings } from "./shared.ts";

/** Kinds of clients. */
export const CLIENT_KINDS = ["producer", "consumer", "admin"] as const;

/** A kind of client. */
export type ClientKind = (typeof CLIENT_KINDS)[number];

const OWN: Readonly<Record<ClientKind, readonly Setting[]>> = {
  producer: producerSettingRows,
  consumer: consumerSettingRows,
  admin: adminSettingRows,
};

/** Every setting of a kind of client. */
export function clientSettings(kind: ClientKind): readonly Setting[] {
  return [...sharedClientSettings, ...clientSecuritySettings, ...OWN[kind]];
}

/** Kinds of clients that have a setting of that name. */
export function clientKindsOf(name: string): readonly ClientKind[] {
  return CLIENT_KINDS.filter((kind) => clientSettings(kind).some((each) => each.name === name));
}
