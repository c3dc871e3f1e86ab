/**
 * DescribeClientQuotas (API key 48), versions 0 and 1: the quotas of users, client ids and
 * addresses that fit a filter. The versions differ in form only.
 *
 * @module
 */
import type { QuotaEntity } from "../../metadata/quota_znodes.ts";
import {
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
} from "../messages/describe_client_quotas.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import { QuotaFilter, QuotaFilterError } from "../quota/quota_filter.ts";
import { handler } from "./handler.ts";
import { refusal } from "./refusal.ts";

export const describeClientQuotas = handler({
  request: DescribeClientQuotasRequest,
  response: DescribeClientQuotasResponse,
  versions: [0, 1],
  handle(request, { broker }) {
    let filter: QuotaFilter;
    try {
      filter = new QuotaFilter(request);
    } catch (error) {
      if (!(error instanceof QuotaFilterError)) throw error;
      return { ...refusal(error.error, error.message), entries: null };
    }
    const quotas = [...broker.image.clientQuotas.values()]
      .filter(({ entity, limits }) => limits.size > 0 && filter.matches(entity));
    return {
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      entries: quotas.map(({ entity, limits }) => ({
        entity: partsOf(entity),
        values: [...limits].map(([key, value]) => ({ key, value })),
      })),
    };
  },
});

function partsOf({ user, clientId, ip }: QuotaEntity) {
  const parts: { entityType: string; entityName: string | null }[] = [];
  if (user !== undefined) parts.push({ entityType: "user", entityName: user });
  if (clientId !== undefined) parts.push({ entityType: "client-id", entityName: clientId });
  if (ip !== undefined) parts.push({ entityType: "ip", entityName: ip });
  return parts;
}
