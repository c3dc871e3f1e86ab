import { expect, test } from "bun:test";
import { foreignNameNote, isForeignName } from "../../lib/config/foreign_names.ts";

test("names of plug-ins, listeners and providers may stand in a file", () => {
  const names = [
    "listener.name.inner.ssl.key.password",
    "confluent.license",
    "rsm.config.a",
    "super.users",
    "config.providers",
    "config.providers.env.class",
    "zookeeper.startAlone",
  ];
  expect(names.filter((name) => !isForeignName(name))).toEqual([]);
  expect(new Set(names.map(foreignNameNote)).size).toBe(names.length - 1);
  expect(isForeignName("log.dirs")).toBe(false);
});
