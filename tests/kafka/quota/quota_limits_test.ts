import { describe, expect, test } from "bun:test";
import { QuotaLimits } from "../../../lib/kafka/quota/quota_limits.ts";
import type { QuotaEntity } from "../../../lib/metadata/quota_znodes.ts";

/** Kafka's order; each entity's limit is its place in it. */
const ORDER: QuotaEntity[] = [
  { user: "alice", clientId: "c1" },
  { user: "alice", clientId: null },
  { user: "alice" },
  { user: null, clientId: "c1" },
  { user: null, clientId: null },
  { user: null },
  { clientId: "c1" },
  { clientId: null },
];

function limitsFrom(first: number): QuotaLimits {
  const limits = new QuotaLimits();
  ORDER.forEach((entity, place) => {
    if (place >= first) limits.set(entity, place);
  });
  return limits;
}

describe("find()", () => {
  test.each(ORDER.map((entity, place) => ({ entity: JSON.stringify(entity), place })))(
    "prefers $entity to all that come after it",
    ({ place }) => {
      const found = limitsFrom(place).find({ user: "alice", clientId: "c1" });
      expect(found?.limit).toBe(place);
    },
  );

  test("finds nothing for who has no limit", () => {
    expect(new QuotaLimits().find({ user: "alice", clientId: "c1" })).toBeNull();
    const limits = new QuotaLimits();
    limits.set({ user: "bob" }, 1);
    limits.set({ user: "alice", clientId: "c2" }, 2);
    limits.set({ clientId: "c3" }, 3);
    expect(limits.find({ user: "alice", clientId: "c1" })).toBeNull();
    expect(limits.isEmpty).toBe(false);
  });

  test("takes a client without an id by its user only", () => {
    expect(limitsFrom(0).find({ user: "alice", clientId: "" })?.limit).toBe(2);
    expect(limitsFrom(6).find({ user: "alice", clientId: "" })).toBeNull();
  });

  test.each([
    { entity: { user: "alice" }, same: true },
    { entity: { user: null }, same: true },
    { entity: { user: "alice", clientId: null }, same: false },
    { entity: { user: null, clientId: null }, same: false },
    { entity: { clientId: null }, same: false },
  ])("two clients of one user share the limit of $entity: $same", ({ entity, same }) => {
    const limits = new QuotaLimits();
    limits.set(entity, 7);
    const one = limits.find({ user: "alice", clientId: "c1" });
    const other = limits.find({ user: "alice", clientId: "c2" });
    expect(one?.key === other?.key).toBe(same);
  });

  test("two users of one client id share that id's limit, and no user's default", () => {
    const limits = new QuotaLimits();
    limits.set({ clientId: "c1" }, 7);
    const key = (user: string) => limits.find({ user, clientId: "c1" })?.key;
    expect(key("alice")).toBe(key("bob")!);
    limits.set({ user: null }, 8);
    expect(key("alice")).not.toBe(key("bob")!);
  });
});
