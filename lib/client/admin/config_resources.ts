/**
 * Names of the resources that have configs (KIP-714, KIP-1142).
 *
 * @module
 */

import { ListConfigResources } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { ConfigResourceType } from "./configs.ts";
import { throwIfRefused } from "./refusal.ts";

/** First version that takes types; before it, it lists client metrics subscriptions. */
const TYPES_VERSION_MIN = 1;

/** Names of the resources of a type. */
export function listConfigResources(
  cluster: Cluster,
  type: ConfigResourceType = ConfigResourceType.CLIENT_METRICS,
): Promise<string[]> {
  return cluster.retry.run("ListConfigResources", async () => {
    const transport = await cluster.any();
    const version = transport.versionOf(ListConfigResources);
    const response = await transport.send(
      ListConfigResources,
      version >= TYPES_VERSION_MIN ? { resourceTypes: [type] } : {},
    );
    throwIfRefused(response.errorCode, {
      api: "ListConfigResources",
      broker: transport.broker,
    });
    return response.configResources
      .filter(({ resourceType }) => resourceType === type)
      .map(({ resourceName }) => resourceName);
  });
}
