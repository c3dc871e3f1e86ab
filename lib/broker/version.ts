/**
 * The product's version, one place for all who tell it. The build puts the date and the commit in.
 *
 * @module
 */
import packageFile from "../../package.json" with { type: "json" };

declare const KEDGE_BUILT_ON: string | undefined;
declare const KEDGE_COMMIT: string | undefined;

export const VERSION: string = packageFile.version;
/** As in `2026-11-21 08:00 UTC`; the epoch where kedge runs from source. */
export const BUILT_ON: string = typeof KEDGE_BUILT_ON === "string"
  ? KEDGE_BUILT_ON
  : "1970-01-01 00:00 UTC";
/** The commit's hash, empty where kedge runs from source. */
export const COMMIT: string = typeof KEDGE_COMMIT === "string" ? KEDGE_COMMIT : "";
