import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  readPropertiesAsWritten,
  readPropertiesFile,
  resolveProperties,
} from "../../lib/cli/properties_file.ts";
import { TerseError } from "../../lib/cli/terse_error.ts";
import { MemoryKafka } from "../client/memory_kafka.ts";
import { environmentOf } from "./recording_terminal.ts";

const FILES = {
  "client.properties": "acks=${env:ACKS}\nclient.id = me\nssl.key.password=${file:/s:p}\n",
  "wrong.properties": "\nclient.id=${env:NONE}\nssl.key.password=x${env:NONE}\n",
  "/s": "p=open sesame\n",
};

const environment = {
  ...environmentOf(new MemoryKafka(), FILES),
  variables: { ACKS: "all" },
};

test("references of a file lead to variables and files", () => {
  expect(Object.fromEntries(readPropertiesFile("client.properties", environment))).toEqual({
    "acks": "all",
    "client.id": "me",
    "ssl.key.password": "open sesame",
  });
});

test("for a broker they are left as they are", () => {
  expect(readPropertiesAsWritten("client.properties", environment).get("acks")).toBe(
    "${env:ACKS}",
  );
});

test("one that leads nowhere is told by file and line, without secrets", () => {
  expect(() => readPropertiesFile("wrong.properties", environment)).toThrow(
    new TerseError(
      "wrong.properties line 2: client.id=${env:NONE}: There is no environment variable NONE " +
        "(allowed: a variable that is set where kedge is started)\n" +
        "wrong.properties line 3: ssl.key.password=[hidden]: There is no environment variable " +
        "NONE (allowed: a variable that is set where kedge is started)",
    ),
  );
  expect(() => readPropertiesFile("gone", environment)).toThrow("Cannot read gone: no such file");
});

test("properties given one by one may refer too", () => {
  const option = "command-property";
  const given = new Map([["acks", "${env:ACKS}"]]);
  expect([...resolveProperties(given, { option, environment })]).toEqual([["acks", "all"]]);
  expect(() => resolveProperties(new Map([["acks", "${env:B}"]]), { option, environment })).toThrow(
    "--command-property: acks=${env:B}: There is no environment variable B",
  );
});

/** Every module that is loaded with one. */
function loadedWith(path: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  const imports = new Bun.Transpiler({ loader: "ts" }).scanImports(readFileSync(path, "utf8"));
  for (const { path: name, kind } of imports) {
    if (kind !== "import-statement" || !/^\..*\.ts$/.test(name)) continue;
    loadedWith(join(dirname(path), name), found);
  }
  return found;
}

test("a script starts without the table of a broker's settings", () => {
  const loaded = loadedWith(join(import.meta.dir, "../../lib/cli/kafka_topics.ts"));
  const places = [...loaded].filter((path) => path.includes("/lib/config/"));
  expect(places.some((path) => path.endsWith("/references.ts"))).toBe(true);
  expect(places.filter((path) => /config\/(mod\.ts|settings\/broker\.ts)$/.test(path))).toEqual([]);
});
