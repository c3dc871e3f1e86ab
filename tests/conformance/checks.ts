/**
 * The names of the checks that every Kafka client makes, so that what one client covers and another
 * does not is visible in one place.
 *
 * @module
 */

const CODECS = ["none", "gzip", "snappy", "lz4", "zstd"];

/** What everyday use is, for every client library. */
export const EVERYDAY_CHECKS = [
  "create, describe and list topics",
  ...CODECS.map((codec) => `produce and consume with ${codec}`),
  "keys, headers and null values",
  "offsets by time, earliest and latest",
  "two consumers share 3 partitions, one leaves",
  "committed offsets outlive a restart of the broker",
];

/** What the clients with a fuller admin interface check as well. */
export const ADMIN_CHECKS = [
  "an idempotent producer",
  "describe, list and delete groups",
  "delete records and a topic",
];

/** What every client with transactions checks. */
export const TRANSACTION_CHECKS = [
  "a committed transaction is read, an aborted one is not",
  "offsets are committed with their transaction",
  "a second producer of one transactional id fences the first",
];

/** Made by the clients whose users write such loops. */
export const EXACTLY_ONCE = "consume, transform and produce exactly once";
