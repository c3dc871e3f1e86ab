/**
 * Which limit a client has, for one kind of quota: of all that fit, the most specific one, in
 * Kafka's order. The same look-up says who shares it: a user's limit is for all clients of that
 * user together, a client id's for all users of that client id.
 *
 * @module
 */
import type { QuotaEntity } from "../../metadata/quota_znodes.ts";

/** Who makes a request. */
export interface QuotaClient {
  /** The principal's name. */
  readonly user: string;
  /** Empty where the client gave none: such a client has no quota by client id. */
  readonly clientId: string;
}

/** A limit and those who share it. */
export interface QuotaLimit {
  /** The same for all who use it up together. */
  readonly key: string;
  readonly limit: number;
}

/** The name that stands for everyone without an own limit; no znode gives an empty name. */
const DEFAULT = "";
/** Between the parts of a key; no name has it, because znodes cannot. */
const BETWEEN = "\0";

/** All limits of one kind of quota. */
export class QuotaLimits {
  readonly #userAndClient = new Map<string, number>();
  readonly #user = new Map<string, number>();
  readonly #client = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#userAndClient.size + this.#user.size + this.#client.size === 0;
  }

  set({ user, clientId }: QuotaEntity, limit: number): void {
    if (user !== undefined && clientId !== undefined) {
      this.#userAndClient.set(keyOf(user ?? DEFAULT, clientId ?? DEFAULT), limit);
    } else if (user !== undefined) this.#user.set(user ?? DEFAULT, limit);
    else if (clientId !== undefined) this.#client.set(clientId ?? DEFAULT, limit);
  }

  /** The client's limit, null where it has none. */
  find({ user, clientId }: QuotaClient): QuotaLimit | null {
    return this.#ofUser(user, { user, clientId }) ?? this.#ofUser(DEFAULT, { user, clientId }) ??
      this.#ofClient(clientId);
  }

  /** @param named the user that limits are looked up for: the client's, or the default */
  #ofUser(named: string, { user, clientId }: QuotaClient): QuotaLimit | null {
    if (clientId !== "") {
      const limit = this.#userAndClient.get(keyOf(named, clientId)) ??
        this.#userAndClient.get(keyOf(named, DEFAULT));
      if (limit !== undefined) return { key: keyOf(user, clientId), limit };
    }
    const limit = this.#user.get(named);
    return limit === undefined ? null : { key: keyOf(user, DEFAULT), limit };
  }

  #ofClient(clientId: string): QuotaLimit | null {
    if (clientId === "") return null;
    const limit = this.#client.get(clientId) ?? this.#client.get(DEFAULT);
    return limit === undefined ? null : { key: keyOf(DEFAULT, clientId), limit };
  }
}

function keyOf(user: string, clientId: string): string {
  return user + BETWEEN + clientId;
}

/** Whom a key stands for; a part that does not matter is empty. */
export function ownerOf(key: string): QuotaClient {
  const [user = DEFAULT, clientId = DEFAULT] = key.split(BETWEEN);
  return { user, clientId };
}
