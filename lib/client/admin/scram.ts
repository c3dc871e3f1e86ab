/**
 * SCRAM credentials of users (KIP-554).
 *
 * @module
 */

import { ErrorCode } from "../../kafka/protocol/error_code.ts";
import { AlterUserScramCredentials, DescribeUserScramCredentials } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { BrokerError } from "../errors.ts";
import { throwIfRefused } from "./refusal.ts";

/** Mechanisms, by the protocol's numbers. */
export const ScramMechanism = { "SCRAM-SHA-256": 1, "SCRAM-SHA-512": 2 } as const;
/** A mechanism's name. */
export type ScramMechanismName = keyof typeof ScramMechanism;

/** A user's credentials; the secrets are never told. */
export interface UserScramCredentials {
  readonly user: string;
  readonly error: BrokerError | null;
  readonly credentials: readonly { readonly mechanism: number; readonly iterations: number }[];
}

/** Credentials of those users; of all where none is named. Users without any are left out. */
export function describeScramCredentials(
  cluster: Cluster,
  users: readonly string[],
): Promise<UserScramCredentials[]> {
  return cluster.retry.run("DescribeUserScramCredentials", async () => {
    const transport = await cluster.any();
    const response = await transport.send(DescribeUserScramCredentials, {
      users: users.length === 0 ? null : users.map((name) => ({ name })),
    });
    const where = { api: "DescribeUserScramCredentials", broker: transport.broker };
    throwIfRefused(response.errorCode, { ...where, reason: response.errorMessage });
    return response.results
      .filter(({ errorCode }) => errorCode !== ErrorCode.RESOURCE_NOT_FOUND)
      .map(({ user, errorCode, errorMessage: reason, credentialInfos: credentials }) => ({
        user,
        error: errorCode === ErrorCode.NONE
          ? null
          : new BrokerError(errorCode, { ...where, about: user, reason }),
        credentials,
      }));
  });
}

/** A credential to set; the password is salted already (RFC 5802's SaltedPassword). */
export interface ScramUpsertion {
  readonly mechanism: ScramMechanismName;
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly saltedPassword: Uint8Array;
}

/**
 * Sets and deletes credentials of one user.
 *
 * @throws {BrokerError} RESOURCE_NOT_FOUND where one to delete is not there …
 */
export function alterScramCredentials(
  cluster: Cluster,
  user: string,
  changes: {
    readonly upsertions: readonly ScramUpsertion[];
    readonly deletions: readonly ScramMechanismName[];
  },
): Promise<void> {
  return cluster.withController("AlterUserScramCredentials", async (transport) => {
    const { results } = await transport.send(AlterUserScramCredentials, {
      upsertions: changes.upsertions.map(({ mechanism, ...credential }) => ({
        name: user,
        mechanism: ScramMechanism[mechanism],
        ...credential,
      })),
      deletions: changes.deletions.map((mechanism) => ({
        name: user,
        mechanism: ScramMechanism[mechanism],
      })),
    });
    for (const { errorCode, errorMessage } of results) {
      throwIfRefused(errorCode, {
        api: "AlterUserScramCredentials",
        broker: transport.broker,
        about: user,
        reason: errorMessage,
      });
    }
  });
}
