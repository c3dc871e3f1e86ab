/**
 * Features and their levels, which clients and brokers act on (KIP-584).
 *
 * @module
 */

import { ApiVersions, UpdateFeatures } from "../apis.ts";
import type { Cluster } from "../cluster.ts";
import { SOFTWARE } from "../request_channel.ts";
import { throwIfRefused } from "./refusal.ts";

/** Levels of one feature. */
export interface FeatureDescription {
  readonly name: string;
  readonly supportedMin: number;
  readonly supportedMax: number;
  /** The level in force, 0 where none is. */
  readonly finalized: number;
}

/** The features that a node supports, in order of name. */
export interface FeaturesDescription {
  readonly features: readonly FeatureDescription[];
  /** Counts the changes of levels; null where the node does not tell. */
  readonly epoch: number | null;
}

/**
 * Describes features.
 *
 * @param options `nodeId`: the node to ask; any where left out
 */
export function describeFeatures(
  cluster: Cluster,
  options: { nodeId?: number | undefined } = {},
): Promise<FeaturesDescription> {
  return cluster.retry.run("the description of features", async () => {
    const { nodeId } = options;
    const transport = nodeId === undefined ? await cluster.any() : await cluster.node(nodeId);
    const response = await transport.send(ApiVersions, SOFTWARE);
    throwIfRefused(response.errorCode, { api: "ApiVersions", broker: transport.broker });
    const levels = new Map(
      response.finalizedFeatures.map(({ name, maxVersionLevel }) => [name, maxVersionLevel]),
    );
    return {
      features: response.supportedFeatures
        .map(({ name, minVersion, maxVersion }) => ({
          name,
          supportedMin: minVersion,
          supportedMax: maxVersion,
          finalized: levels.get(name) ?? 0,
        }))
        .toSorted((a, b) => a.name < b.name ? -1 : 1),
      epoch: response.finalizedFeaturesEpoch < 0 ? null : response.finalizedFeaturesEpoch,
    };
  });
}

/** How a level may change, by the protocol's numbers (KIP-778). */
export const FeatureUpgradeType = { UPGRADE: 1, SAFE_DOWNGRADE: 2, UNSAFE_DOWNGRADE: 3 } as const;
export type FeatureUpgradeType = typeof FeatureUpgradeType[keyof typeof FeatureUpgradeType];

/** A level to set; 0 takes the feature away. */
export interface FeatureUpdate {
  readonly name: string;
  readonly level: number;
  readonly type: FeatureUpgradeType;
}

/** First version that knows kinds of upgrade, and validates without changing. */
const TYPES_VERSION_MIN = 1;

/**
 * Changes levels, all or none.
 *
 * @param options `mode`: "validate" checks without changing
 * @throws {BrokerError} INVALID_UPDATE_VERSION, FEATURE_UPDATE_FAILED …
 */
export function updateFeatures(
  cluster: Cluster,
  updates: readonly FeatureUpdate[],
  options: { mode?: "update" | "validate" } = {},
): Promise<void> {
  return cluster.withController("UpdateFeatures", async (transport) => {
    const types = transport.versionOf(UpdateFeatures) >= TYPES_VERSION_MIN;
    const response = await transport.send(UpdateFeatures, {
      featureUpdates: updates.map(({ name, level, type }) => ({
        feature: name,
        maxVersionLevel: level,
        ...(types
          ? { upgradeType: type }
          : { allowDowngrade: type !== FeatureUpgradeType.UPGRADE }),
      })),
      ...(types ? { validateOnly: options.mode === "validate" } : {}),
    });
    const where = { api: "UpdateFeatures", broker: transport.broker };
    throwIfRefused(response.errorCode, { ...where, reason: response.errorMessage });
    for (const { feature, errorCode, errorMessage: reason } of response.results) {
      throwIfRefused(errorCode, { ...where, about: feature, reason });
    }
  });
}
