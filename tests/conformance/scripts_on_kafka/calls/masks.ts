/**
 * What differs from run to run, for the calls to pick from.
 *
 * @module
 */

/** A pattern and what stands in its place. */
export type Mask = readonly [RegExp, string | ((match: string, ...groups: string[]) => string)];

/** A time in ms since the epoch. */
export const TIME_MS: Mask = [/\b1[5-9]\d{11}\b/g, "TIME"];
/** An id as Kafka makes them. */
export const UUID: Mask = [/(?<![\w-])[\w-]{22}(?![\w-])/g, "UUID"];
/** The random part of a consumer's name. */
export const MEMBER: Mask = [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "MEMBER"];
/** The group of a console's reader that names none. */
export const CONSOLE: Mask = [/console-consumer-\d+/g, "console-consumer-#"];
/** Where the names of Scala's collections stand around their items, which say nothing. */
export const SCALA: Mask = [/\b(?:Set|ArrayBuffer)\((.*?)\)/g, "$1"];
/** A measured figure. How many records were sent is none. */
export const FIGURE: Mask = [/-?\b\d+(\.\d+)?\b(?! records sent)|NaN|Infinity/g, "#"];
/** How Java's client says that its time was up. */
export const TIMED_OUT: Mask = [
  /(Call\(.*attempt\(s\)|Timed out waiting for a node assignment\. Call: \w+\(\S+\))(\. Enable.*)?/,
  "TIMED OUT",
];
/** Names in the order of hash codes that differ from start to start are put into one order. */
export const ANY_ORDER: Mask = [
  /(Valid \w+ are|one of|of these options|following options): (.*)/,
  (_all, before, names) => `${before}: ${inOrder(names)}`,
];
/** The same for names in brackets. */
export const ANY_ORDER_IN_BRACKETS: Mask = [
  /\[([\w\-[\], ]+)\]/g,
  (_all, names) => `[${inOrder(names)}]`,
];
/** What a script on a Java adds to a reason from its file system or its parser. */
export const DETAIL: Mask = [/(FILES\/\S+|valid JSON)[:,] .*$/g, "$1"];

/** The names of a list, by the alphabet. */
function inOrder(names = ""): string {
  return names.split(/[,\s]+/).toSorted().join(" ");
}
