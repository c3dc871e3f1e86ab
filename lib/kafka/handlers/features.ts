/**
 * The features whose level clients act on: what this broker supports, and the level in force, which
 * `/feature` may lower.
 *
 * @module
 */
import type { ClusterImage } from "../../metadata/cluster_image.ts";

/** A feature; levels are supported from 0 on. */
export interface Feature {
  readonly name: string;
  /** The highest level that is supported. */
  readonly supported: number;
  /** The level in force. */
  readonly finalized: number;
}

/** Features with the level that a new cluster has. */
const FEATURES: readonly Feature[] = [
  { name: "group.version", supported: 0, finalized: 0 },
  { name: "transaction.version", supported: 2, finalized: 2 },
];

/** Every feature, as the cluster has it. */
export function featuresOf({ features }: Pick<ClusterImage, "features">): Feature[] {
  return FEATURES.map((feature) => {
    const level = features.levels.get(feature.name) ?? feature.finalized;
    // A level that another version wrote must not promise what this one does not do.
    return { ...feature, finalized: Math.min(Math.max(0, level), feature.supported) };
  });
}
