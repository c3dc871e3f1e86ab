/**
 * The product's version, one place for all who tell it.
 *
 * @module
 */

export const VERSION = "0.1.0";
