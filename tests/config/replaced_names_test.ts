import { expect, test } from "bun:test";
import { brokerSetting } from "../../lib/config/mod.ts";
import { newNameOf, strongerNameOf } from "../../lib/config/replaced_names.ts";

test("deprecated names have one that is written now", () => {
  expect(newNameOf("advertised.host.name")).toBe("advertised.listeners");
  expect(newNameOf("log.dirs")).toBeNull();
  for (const name of ["port", "host.name", "delegation.token.master.key"]) {
    expect(brokerSetting(newNameOf(name)!)).toBeDefined();
  }
});

test("the finest of several units counts", () => {
  const set = (...names: string[]) => (name: string) => names.includes(name);
  const hours = "log.retention.hours";
  expect(strongerNameOf(hours, set("log.retention.ms", "log.retention.minutes"))).toBe(
    "log.retention.ms",
  );
  expect(strongerNameOf(hours, set("log.retention.minutes"))).toBe("log.retention.minutes");
  expect(strongerNameOf(hours, set(hours))).toBeNull();
  expect(strongerNameOf("log.dirs", set("log.dir"))).toBeNull();
});
