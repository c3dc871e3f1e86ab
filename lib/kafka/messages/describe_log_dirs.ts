/**
 * DescribeLogDirs (API key 35), versions 0 to 5, flexible from 2: log directories of a broker with
 * the sizes of their replicas.
 *
 * - 1: throttled after the answer, not before (KIP-219)
 * - 2: flexible
 * - 3: an error for the whole answer; response adds errorCode
 * - 4: size and free space of the volume (KIP-827); response adds results.totalBytes and
 *   results.usableBytes
 * - 5: cordoned directories (KIP-1066); response adds results.isCordoned
 *
 * @module
 */

import { array, boolean, type Infer, int16, int32, int64, message, string } from "../schema/mod.ts";

export const DescribeLogDirsRequest = message("DescribeLogDirsRequest", {
  apiKey: 35,
  versions: [0, 5],
  flexibleFrom: 2,
}, {
  topics: array({
    topic: string(),
    partitions: array(int32()),
  }, { nullableFrom: 0 }),
});
export type DescribeLogDirsRequest = Infer<typeof DescribeLogDirsRequest>;

export const DescribeLogDirsResponse = message("DescribeLogDirsResponse", {
  apiKey: 35,
  versions: [0, 5],
  flexibleFrom: 2,
}, {
  throttleTimeMs: int32({ default: 0 }),
  errorCode: int16({ from: 3, ignorable: true }),
  results: array({
    errorCode: int16(),
    logDir: string(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        partitionSize: int64(),
        offsetLag: int64(),
        isFutureKey: boolean(),
      }),
    }),
    totalBytes: int64({ from: 4, default: -1, ignorable: true }),
    usableBytes: int64({ from: 4, default: -1, ignorable: true }),
    isCordoned: boolean({ from: 5, ignorable: true }),
  }),
});
export type DescribeLogDirsResponse = Infer<typeof DescribeLogDirsResponse>;
