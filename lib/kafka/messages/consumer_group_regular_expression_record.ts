/**
 * A record of `__consumer_offsets`, type 16: the topics that a subscribed regular expression
 * matches.
 *
 * @module
 */

import { array, type Infer, int64, message, string } from "../schema/mod.ts";

export const ConsumerGroupRegularExpressionKey = message("ConsumerGroupRegularExpressionKey", {
  apiKey: 16,
  versions: [0, 0],
}, {
  groupId: string(),
  regularExpression: string(),
});
export type ConsumerGroupRegularExpressionKey = Infer<typeof ConsumerGroupRegularExpressionKey>;

export const ConsumerGroupRegularExpressionValue = message("ConsumerGroupRegularExpressionValue", {
  apiKey: 16,
  versions: [0, 0],
  flexibleFrom: 0,
}, {
  topics: array(string()),
  version: int64(),
  timestamp: int64(),
});
export type ConsumerGroupRegularExpressionValue = Infer<typeof ConsumerGroupRegularExpressionValue>;
