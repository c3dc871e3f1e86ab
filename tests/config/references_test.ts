import { expect, test } from "bun:test";
import type { Assignment } from "../../lib/config/assignment.ts";
import { resolveReferences } from "../../lib/config/references.ts";

const SURROUNDINGS = { variables: { A: "7", P: "geheim" }, readText: () => "" };

function line(key: string, value: string): Assignment {
  return { source: "file", file: "f", line: 4, key, value };
}

test("values are put in, and what was written is remembered", () => {
  const plain = line("num.partitions", "3");
  const { assignments, faults, warnings } = resolveReferences(
    [plain, line("num.io.threads", "${env:A}"), line("ssl.key.password", "x${env:P}")],
    SURROUNDINGS,
  );
  expect([faults, warnings]).toEqual([[], []]);
  expect(assignments).toEqual([
    plain,
    {
      ...line("num.io.threads", "7"),
      written: { key: "num.io.threads", value: "${env:A}" },
      isProvided: true,
    },
    {
      ...line("ssl.key.password", "xgeheim"),
      written: { key: "ssl.key.password", value: "[hidden]" },
      isProvided: true,
    },
  ]);
});

test("what leads nowhere is a fault with its place, and no secret beside it", () => {
  const { assignments, faults } = resolveReferences(
    [line("num.partitions", "${env:B}"), line("ssl.key.password", "abc${env:B}")],
    SURROUNDINGS,
  );
  expect(assignments).toEqual([]);
  const why = {
    reason: "There is no environment variable B",
    allowed: "a variable that is set where kedge is started",
  };
  expect(faults).toEqual([
    { file: "f", line: 4, key: "num.partitions", value: "${env:B}", ...why },
    { file: "f", line: 4, key: "ssl.key.password", value: "[hidden]", ...why },
  ]);
});

test("an unknown provider is a warning; declarations are left as they are", () => {
  const declaration = line("config.providers.env.param.allowlist.pattern", "${env:A}");
  const { assignments, warnings } = resolveReferences(
    [declaration, line("log.dirs", "${enf:A}")],
    SURROUNDINGS,
  );
  expect(assignments.map(({ value }) => value)).toEqual(["${env:A}", "${enf:A}"]);
  expect(warnings).toEqual([
    "f line 4: there is no config provider enf: the value of log.dirs is taken as it is written",
  ]);
});
