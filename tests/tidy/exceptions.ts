/**
 * What is let past the tidy test, each with its reason. A row that no longer excuses anything fails
 * the test, so the lists shrink by themselves.
 *
 * @module
 */

/** Files above 400 lines. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** Functions above 70 lines, as path:name. */
export const LONG_FUNCTIONS: Readonly<Record<string, string>> = {};

/** Files of lib that may import node: and bun: modules, or use Bun, process and timer globals. */
export const NEAR_THE_MACHINE: Readonly<Record<string, string>> = {
  "lib/io/": "the seam to clock, disk, socket and randomness",
  "lib/cli/": "the command line reads arguments and files and writes to the terminal",
  "lib/broker/": "puts the process together",
  "lib/bytes/crc32c.ts": "loads the native CRC-32C",
  "lib/bytes/compression/": "zlib and zstd are the run time's own",
  "lib/kafka/record/message.ts": "CRC-32 of the old message formats, from zlib: a computation only",
  "lib/rest/rest_server.ts": "the seam to HTTP, as lib/io is to sockets",
  "lib/zookeeper/tree/authentication.ts": "SHA-1 of digest credentials: a computation only",
};

/** Files of lib that have no test beside their path; the reason says what tests them. */
export const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  "lib/kafka/messages/": "every message and version against the golden vectors",
  "lib/config/settings/": "tables, compared with Kafka's own in tests/config",
};

/** Words that name nothing, in names of files or of what they declare. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set([
  "util",
  "utils",
  "helper",
  "helpers",
  "common",
  "misc",
  "manager",
  "impl",
  "info",
]);

/** Names with such a word that are someone else's: the protocols', a library's. */
export const FOREIGN_NAMES: ReadonlySet<string> = new Set([
  "info", // the log level
  "clientInfo", // ZooKeeper's whoAmI record
  "ClientInfo",
]);
