import { describe, expect, test } from "bun:test";
import {
  ConfigProviders,
  isProviderDeclaration,
  UnresolvedReferenceError,
} from "../../lib/config/config_providers.ts";

const FILES: Readonly<Record<string, string>> = {
  "/etc/kafka/secrets.properties": "key.password=open sesame\nempty=\na\\:b=colon\n" +
    "sp\\ ace=space\n",
  "/run/secrets/password": "from a folder\n",
  "/broken": "key=\\u12",
};
const VARIABLES = { HOURS: "24", EMPTY: "" };

function providers(settings: Readonly<Record<string, string>> = {}): ConfigProviders {
  return new ConfigProviders(new Map(Object.entries(settings)), {
    variables: VARIABLES,
    readText(path) {
      const text = FILES[path];
      if (text === undefined) throw new Error("no such file");
      return text;
    },
  });
}

describe("resolve()", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["plain", "plain"],
    ["${env:HOURS}", "24"],
    ["a${env:HOURS}b${env:HOURS}", "a24b24"],
    ["${env:EMPTY}", ""],
    ["${file:/etc/kafka/secrets.properties:key.password}", "open sesame"],
    ["${file:/etc/kafka/secrets.properties:empty}", ""],
    ["${directory:/run/secrets:password}", "from a folder"],
    ["${directory:/run/secrets/:password}", "from a folder"],
  ];
  test.each(rows)("puts in what %p leads to", (text, expected) => {
    expect(providers().resolve(text)).toEqual({
      text: expected,
      isProvided: text.includes("${"),
      unknown: [],
    });
  });

  test("leaves names that no provider has, and what is no reference", () => {
    expect(providers().resolve("${vault:a:b}/${user.home}")).toEqual({
      text: "${vault:a:b}/${user.home}",
      isProvided: false,
      unknown: ["vault"],
    });
  });

  /** As Kafka 4.3's ConfigTransformer answers. */
  const odd: readonly (readonly [string, string])[] = [
    ["$${env:HOURS}", "$24"],
    ["${env:HOURS}}", "24}"],
    ["${env::HOURS}", "24"],
    ["${env:HOURS", "${env:HOURS"],
    ["{env:HOURS}", "{env:HOURS}"],
    ["${ env:HOURS}", "${ env:HOURS}"],
    ["${:HOURS}", "${:HOURS}"],
    ["${file:/etc/kafka/secrets.properties:a:b}", "colon"],
    ["${file:/etc/kafka/secrets.properties:sp ace}", "space"],
  ];
  test.each(odd)("reads %p as Kafka does", (text, expected) => {
    expect(providers().resolve(text).text).toBe(expected);
  });

  test("does not look for references in what one leads to", () => {
    const own = new ConfigProviders(new Map(), {
      variables: { A: "${env:B}", B: "b" },
      readText: () => "",
    });
    expect(own.resolve("${env:A}").text).toBe("${env:B}");
  });
});

describe("a reference that leads nowhere is refused", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["${env:NONE}", "There is no environment variable NONE"],
    ["${env:constructor}", "There is no environment variable constructor"],
    ["${env:/a:NONE}", "${env:/a:NONE} has a path before the variable's name"],
    ["${file:/none:a}", "Cannot read /none: no such file"],
    ["${file:/etc/kafka/secrets.properties:b}", "There is no b in /etc/kafka/secrets.properties"],
    ["${file:a}", "${file:a} names no path"],
    ["${file:/broken:key}", "Cannot read line 1 of /broken as a property"],
    ["${directory:/run/secrets:none}", "Cannot read /run/secrets/none: no such file"],
    ["${directory:/run:secrets/password}", "names no file directly below /run"],
  ];
  test.each(rows)("%s", (text, reason) => {
    expect(() => providers().resolve(text)).toThrow(reason);
    expect(() => providers().resolve(text)).toThrow(UnresolvedReferenceError);
  });
});

describe("declared providers", () => {
  const CLASS = "org.apache.kafka.common.config.provider";

  test("have the names that are declared, beside the usual ones", () => {
    const own = providers({
      "config.providers": "secrets, machine",
      "config.providers.secrets.class": `${CLASS}.DirectoryConfigProvider`,
      "config.providers.machine.class": `${CLASS}.EnvVarConfigProvider`,
    });
    expect(own.resolve("${secrets:/run/secrets:password} ${machine:HOURS} ${env:HOURS}").text)
      .toBe("from a folder 24 24");
  });

  test("of other classes are refused where they are asked", () => {
    const own = providers({
      "config.providers": "vault,none,odd",
      "config.providers.vault.class": "com.example.VaultConfigProvider",
      "config.providers.odd.class": "constructor",
    });
    expect(own.resolve("plain").text).toBe("plain");
    expect(() => own.resolve("${vault:a:b}")).toThrow(
      "Cannot use the config provider com.example.VaultConfigProvider",
    );
    expect(() => own.resolve("${none:a:b}")).toThrow("without a class");
    expect(() => own.resolve("${odd:a:b}")).toThrow("Cannot use the config provider constructor");
  });

  test("keep to allowlist.pattern, which must match whole names", () => {
    const own = providers({
      "config.providers": "env",
      "config.providers.env.class": `${CLASS}.EnvVarConfigProvider`,
      "config.providers.env.param.allowlist.pattern": "HOUR|EMPTY",
    });
    expect(own.resolve("${env:EMPTY}").text).toBe("");
    expect(() => own.resolve("${env:HOURS}")).toThrow(
      "does not let the environment variable HOURS",
    );
    const wrong = providers({
      "config.providers": "env",
      "config.providers.env.class": "EnvVarConfigProvider",
      "config.providers.env.param.allowlist.pattern": "(",
    });
    expect(() => wrong.resolve("${env:HOURS}")).toThrow("is no regular expression");
  });

  test("keep to allowed.paths, whatever the path's form", () => {
    const own = providers({
      "config.providers": "file,directory",
      "config.providers.file.class": `${CLASS}.FileConfigProvider`,
      "config.providers.file.param.allowed.paths": "/opt,/etc/kafka/",
      "config.providers.directory.class": `${CLASS}.DirectoryConfigProvider`,
      "config.providers.directory.param.allowed.paths": "/run/secret",
    });
    const inside = "${file:/etc/kafka/secrets.properties:key.password}";
    expect(own.resolve(inside).text).toBe("open sesame");
    expect(() => own.resolve("${file:/etc/kafka/../passwd:root}")).toThrow(
      "allowed.paths, /opt,/etc/kafka/, does not let /etc/kafka/../passwd be read",
    );
    expect(() => own.resolve("${directory:/run/secrets:password}")).toThrow("allowed.paths");
  });
});

test("isProviderDeclaration() knows the names that declare providers", () => {
  expect(isProviderDeclaration("config.providers")).toBe(true);
  expect(isProviderDeclaration("config.providers.a.class")).toBe(true);
  expect(isProviderDeclaration("config.provider")).toBe(false);
});
