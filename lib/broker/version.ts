/**
 * The product's version, one place for all who tell it.
 *
 * @module
 */
import packageFile from "../../package.json" with { type: "json" };

export const VERSION: string = packageFile.version;
