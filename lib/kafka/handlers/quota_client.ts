/**
 * Who a request counts for, where quotas are concerned.
 *
 * @module
 */
import { type MutationQuota, UNBOUNDED_MUTATIONS } from "../quota/mutation_quota.ts";
import type { QuotaClient } from "../quota/quota_limits.ts";
import type { RequestContext } from "./handler.ts";

/** The principal's name on listeners that ask for none. */
const ANONYMOUS = "ANONYMOUS";

/** The client as quotas know it. */
export function quotaClient({ clientId }: Pick<RequestContext, "clientId">): QuotaClient {
  return { user: ANONYMOUS, clientId: clientId ?? "" };
}

/**
 * What a request that changes topics may change.
 *
 * @param strictFrom first version in which clients know THROTTLING_QUOTA_EXCEEDED
 */
export function mutationQuota(
  context: RequestContext,
  { strictFrom }: { strictFrom: number },
): MutationQuota {
  const { quotas } = context.broker;
  if (!quotas.active) return UNBOUNDED_MUTATIONS;
  const mode = context.apiVersion >= strictFrom ? "strict" : "permissive";
  return quotas.mutationQuota(quotaClient(context), mode);
}
