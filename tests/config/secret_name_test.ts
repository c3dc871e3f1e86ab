import { expect, test } from "bun:test";
import { clientKindsOf } from "../../lib/config/clients/mod.ts";
import { brokerSettings } from "../../lib/config/mod.ts";
import { HIDDEN, looksSecret, secretText, shownByName } from "../../lib/config/secret_name.ts";

test("looksSecret() misses no password that a table has", () => {
  const passwords = brokerSettings.filter(({ type }) => type === "password");
  expect(passwords.some(({ name }) => clientKindsOf(name).length > 0)).toBe(true);
  expect(passwords.map(({ name }) => name).filter((name) => !looksSecret(name))).toEqual([]);
  expect(["log.dirs", "sasl.mechanism", "bootstrap.servers"].filter(looksSecret)).toEqual([]);
});

test("secretText() shows where a secret is, not what it is", () => {
  expect(secretText("${file:/run/secrets:key}")).toBe("${file:/run/secrets:key}");
  expect(secretText("ge${env:HEIM}")).toBe(HIDDEN);
});

test("shownByName() hides by the name", () => {
  expect(shownByName("ssl.key.password", "geheim")).toBe(HIDDEN);
  expect(shownByName("log.dirs", "/data")).toBe("/data");
});
