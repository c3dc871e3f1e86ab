import { describe, expect, test } from "bun:test";
import { QuotaFilter, QuotaFilterError } from "../../../lib/kafka/quota/quota_filter.ts";
import type { QuotaEntity } from "../../../lib/metadata/quota_znodes.ts";

const ENTITIES: Record<string, QuotaEntity> = {
  alice: { user: "alice" },
  anyUser: { user: null },
  aliceC1: { user: "alice", clientId: "c1" },
  aliceAny: { user: "alice", clientId: null },
  c1: { clientId: "c1" },
  home: { ip: "127.0.0.1" },
};

function component(entityType: string, matchType: number, match: string | null = null) {
  return { entityType, matchType, match };
}

const user = component("user", 2);
const alice = component("user", 0, "alice");
const defaultUser = component("user", 1);
const client = component("client-id", 2);

describe("matches()", () => {
  test.each([
    [[], false, Object.keys(ENTITIES)],
    [[], true, []],
    [[user], false, ["alice", "anyUser", "aliceC1", "aliceAny"]],
    [[user], true, ["alice", "anyUser"]],
    [[alice], false, ["alice", "aliceC1", "aliceAny"]],
    [[defaultUser], true, ["anyUser"]],
    [[alice, client], true, ["aliceC1", "aliceAny"]],
    [[alice, component("client-id", 1)], true, ["aliceAny"]],
    [[component("client-id", 0, "c1")], false, ["aliceC1", "c1"]],
    [[component("ip", 2)], true, ["home"]],
    [[component("ip", 0, "10.0.0.1")], false, []],
  ])("%j, strict %p: %j", (components, strict, names) => {
    const filter = new QuotaFilter({ components, strict });
    const found = Object.keys(ENTITIES).filter((name) => filter.matches(ENTITIES[name]!));
    expect(found).toEqual(names);
  });
});

describe("a filter that makes no sense", () => {
  test.each([
    [[component("", 2)], "INVALID_REQUEST", "empty entity type"],
    [[component("group", 2)], "UNSUPPORTED_VERSION", "Unsupported entity type group"],
    [[user, alice], "INVALID_REQUEST", "more than once"],
    [[component("user", 0)], "INVALID_REQUEST", "MATCH_TYPE_EXACT"],
    [[component("user", 1, "a")], "INVALID_REQUEST", "MATCH_TYPE_DEFAULT"],
    [[component("user", 2, "a")], "INVALID_REQUEST", "MATCH_TYPE_SPECIFIED"],
    [[component("user", 9)], "INVALID_REQUEST", "Unknown match type 9"],
    [[user, component("ip", 2)], "INVALID_REQUEST", "IP filter component"],
  ])("%j is refused with %s", (components, error, message) => {
    let thrown: unknown;
    try {
      new QuotaFilter({ components, strict: false });
    } catch (fault) {
      thrown = fault;
    }
    expect(thrown).toBeInstanceOf(QuotaFilterError);
    expect(thrown).toMatchObject({ error, message: expect.stringContaining(message) });
  });
});
