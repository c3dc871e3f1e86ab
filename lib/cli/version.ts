/**
 * What `--version` prints.
 *
 * @module
 */

import packageFile from "../../package.json" with { type: "json" };

/** The version of kedge. */
export const VERSION: string = packageFile.version;

/** The newest Kafka whose protocol and scripts this version follows. */
export const KAFKA_VERSION = "4.4.0";

/** The ZooKeeper whose shell and scripts this version follows. */
export const ZOOKEEPER_VERSION = "3.9.5";

export const VERSION_TEXT = `kedge ${VERSION} (Kafka ${KAFKA_VERSION})`;
