/**
 * OffsetDelete (API key 47), version 0: deletes committed offsets of topics that a group does not
 * read now.
 *
 * @module
 */

import { array, type Infer, int16, int32, message, string } from "../schema/mod.ts";

export const OffsetDeleteRequest = message(
  "OffsetDeleteRequest",
  { apiKey: 47, versions: [0, 0] },
  {
    groupId: string(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  },
);
export type OffsetDeleteRequest = Infer<typeof OffsetDeleteRequest>;

export const OffsetDeleteResponse = message("OffsetDeleteResponse", {
  apiKey: 47,
  versions: [0, 0],
}, {
  errorCode: int16(),
  throttleTimeMs: int32({ default: 0 }),
  topics: array({
    name: string(),
    partitions: array({
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  }),
});
export type OffsetDeleteResponse = Infer<typeof OffsetDeleteResponse>;
