/**
 * Which values are never shown: those of passwords, and of names that no table has and that look
 * like one.
 *
 * @module
 */
import { brokerSetting } from "./mod.ts";
import { looksSecret, secretText } from "./secret_name.ts";

/** Whether the value of a broker's or a client's setting is a secret. */
export function isSecret(name: string): boolean {
  const setting = brokerSetting(name);
  return setting === undefined ? looksSecret(name) : setting.type === "password";
}

/** What may be shown of a setting as it is written. */
export function shownText(name: string, written: string): string {
  return isSecret(name) ? secretText(written) : written;
}
