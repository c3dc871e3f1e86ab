/**
 * UpdateFeatures (API key 57), versions 0 to 2: changes the level of features that clients act on,
 * such as transaction.version. All are changed or none; levels are kept in `/feature`, and are in
 * force when the answer comes: clients learn of them by their next ApiVersions.
 *
 * - 1: kinds of upgrade, and validateOnly (KIP-778)
 * - 2: one error for the whole answer
 *
 * There is no metadata.version: what the cluster's metadata can hold, the znodes say.
 *
 * @module
 */
import { updateNode } from "../../metadata/metadata_store.ts";
import { FEATURE, formatFeatures, parseFeatures } from "../../metadata/znodes.ts";
import { UpdateFeaturesRequest, UpdateFeaturesResponse } from "../messages/update_features.ts";
import { ErrorCode } from "../protocol/error_code.ts";
import type { Input } from "../schema/mod.ts";
import { type Feature, featuresOf } from "./features.ts";
import { handler, type RequestContext } from "./handler.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { repeated } from "./repeated.ts";

type Update = UpdateFeaturesRequest["featureUpdates"][number];

const UPGRADE = 1;
const UNSAFE_DOWNGRADE = 3;

export const updateFeatures = handler({
  request: UpdateFeaturesRequest,
  response: UpdateFeaturesResponse,
  versions: [0, 2],
  async handle({ featureUpdates, validateOnly }, context) {
    const twice = repeated(featureUpdates.map(({ feature }) => feature));
    const features = featuresOf(context.broker.image);
    for (const update of featureUpdates) {
      const fault = twice.has(update.feature)
        ? refusal("INVALID_REQUEST", `Feature ${update.feature} stands in the request twice.`)
        : updateFault(update, features, context);
      if (fault !== null) return refuse(fault, featureUpdates);
    }
    if (!validateOnly && featureUpdates.length > 0) await write(featureUpdates, context);
    return {
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      results: featureUpdates.map(({ feature }) => ({
        feature,
        errorCode: ErrorCode.NONE,
        errorMessage: null,
      })),
    };
  },
});

function refuse(
  fault: Refusal,
  updates: readonly Update[],
): Input<typeof UpdateFeaturesResponse> {
  return {
    errorCode: fault.errorCode,
    errorMessage: "The update failed for all features since the following feature had an error: " +
      fault.errorMessage,
    results: updates.map(({ feature }) => ({ feature, ...fault })),
  };
}

function updateFault(
  update: Update,
  features: readonly Feature[],
  { apiVersion }: RequestContext,
): Refusal | null {
  const { feature: name, maxVersionLevel: level, upgradeType, allowDowngrade } = update;
  const begin = `Invalid update version ${level} for feature ${name}.`;
  const invalid = (why: string) => refusal("INVALID_UPDATE_VERSION", `${begin} ${why}`);
  const feature = features.find((one) => one.name === name);
  if (level < 0) return invalid("A feature version cannot be negative.");
  if (feature === undefined) return invalid("This broker does not support this feature.");
  if (level > feature.supported) {
    return invalid(`This broker only supports versions 0-${feature.supported}`);
  }
  if (apiVersion > 0 && (upgradeType < UPGRADE || upgradeType > UNSAFE_DOWNGRADE)) {
    return invalid(`The upgrade type ${upgradeType} is not known.`);
  }
  const isUpgrade = apiVersion === 0 ? !allowDowngrade : upgradeType === UPGRADE;
  if (level < feature.finalized && isUpgrade) {
    return invalid(
      "Can't downgrade the version of this feature without setting the upgrade type to either " +
        "safe or unsafe downgrade.",
    );
  }
  if (level > feature.finalized && !isUpgrade) {
    return invalid("Can't downgrade to a newer version.");
  }
  return null;
}

async function write(updates: readonly Update[], { broker }: RequestContext): Promise<void> {
  await updateNode(broker.assignment.store, FEATURE, (data) => {
    const levels = data === null ? new Map<string, number>() : parseFeatures(data);
    for (const { feature, maxVersionLevel } of updates) levels.set(feature, maxVersionLevel);
    return formatFeatures(levels);
  });
  await broker.settled();
}
