/**
 * AlterClientQuotas (API key 49), versions 0 and 1: sets and removes quotas of users, client ids
 * and addresses, each entity by itself. They are in force when the answer comes, on the connections
 * that are open as well. The versions differ in form only.
 *
 * An address is given in digits; Kafka takes names too, which it looks up when the quota is set.
 *
 * @module
 */
import {
  AlterClientQuotasRequest,
  AlterClientQuotasResponse,
} from "../messages/alter_client_quotas.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { QuotaAlterationError } from "../quota/quota_alteration.ts";
import type { Input } from "../schema/mod.ts";
import { handler, type RequestContext } from "./handler.ts";
import { refusal, refusalOf } from "./refusal.ts";
import { repeated } from "./repeated.ts";

type EntityRequest = AlterClientQuotasRequest["entries"][number];
type EntityResponse = Input<typeof AlterClientQuotasResponse>["entries"][number];

export const alterClientQuotas = handler({
  request: AlterClientQuotasRequest,
  response: AlterClientQuotasResponse,
  versions: [0, 1],
  async handle({ entries, validateOnly }, context) {
    const twice = repeated(entries.map(nameOf));
    const answered: EntityResponse[] = [];
    for (const entry of entries) {
      if (!twice.has(nameOf(entry))) answered.push(await alter(entry, { validateOnly }, context));
      else if (!answered.some((other) => nameOf(other) === nameOf(entry))) {
        answered.push({
          ...refusal("INVALID_REQUEST", `Ignoring duplicate entity ${nameOf(entry)}`),
          entity: entry.entity,
        });
      }
    }
    return { entries: answered };
  },
});

async function alter(
  { entity, ops }: EntityRequest,
  { validateOnly }: { validateOnly: boolean },
  context: RequestContext,
): Promise<EntityResponse> {
  try {
    await context.broker.quotaStore.alter(entity, ops, validateOnly ? "validate" : "apply");
    return { errorCode: ErrorCode.NONE, errorMessage: null, entity };
  } catch (error) {
    const fault = error instanceof QuotaAlterationError
      ? refusal("INVALID_REQUEST", error.message)
      : refusalOf(error, context);
    return { ...fault, entity };
  }
}

/** The same for two entries about one entity. */
function nameOf({ entity }: Pick<EntityResponse, "entity">): string {
  return JSON.stringify(
    entity.map(({ entityType, entityName }) => [entityType, entityName]).sort(),
  );
}
