/**
 * Which values are not shown, by their names alone: for the scripts, which start sooner without the
 * table of settings. secret.ts knows more.
 *
 * @module
 */

/** What is shown in place of a secret. */
export const HIDDEN = "[hidden]";

const SECRET_WORDS =
  /passw|passphrase|secret|jaas|credential|certificate|token|keystore\.key|private|superDigest/i;

/** Whether a name looks like a secret's. */
export function looksSecret(name: string): boolean {
  return SECRET_WORDS.test(name);
}

/** One reference and no more: what it leads to may be a secret, where it leads is none. */
const REFERENCE = /^\$\{[^}:]+:[^}]*\}$/;

/** What may be shown of a secret as it is written. */
export function secretText(written: string): string {
  return REFERENCE.test(written.trim()) ? written : HIDDEN;
}

/** What may be shown of a setting as it is written, where only its name is known. */
export function shownByName(name: string, written: string): string {
  return looksSecret(name) ? secretText(written) : written;
}
