import { expect, test } from "bun:test";
import { isSecret, shownText } from "../../lib/config/secret.ts";

test("passwords of the table are secrets, and names that look like one", () => {
  const secret = [
    "ssl.key.password",
    "sasl.jaas.config",
    "ssl.keystore.key",
    "listener.name.inner.ssl.key.password",
    "basic.auth.user.info.secret",
  ];
  expect(secret.filter((name) => !isSecret(name))).toEqual([]);
  const open = ["log.dirs", "sasl.mechanism", "num.partitions", "delegation.token.expiry.time.ms"];
  expect(open.filter(isSecret)).toEqual([]);
});

test("shownText() shows where a secret is, not what it is", () => {
  expect(shownText("ssl.key.password", "geheim")).toBe("[hidden]");
  expect(shownText("ssl.key.password", "${file:/run/secrets:key}")).toBe(
    "${file:/run/secrets:key}",
  );
  expect(shownText("ssl.key.password", "ge${env:HEIM}")).toBe("[hidden]");
  expect(shownText("log.dirs", "/data")).toBe("/data");
});
