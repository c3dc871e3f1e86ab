/**
 * A group for the tests of consumer groups: two partitions of `orders` committed, one member.
 *
 * @module
 */
import { fakeApp, type FakeServices } from "../fake_services.ts";

/** Adds the group "billing": it is 3 behind on partition 0 and 7 on partition 1. */
export function addGroup(services: FakeServices): void {
  const { partitions } = services.addTopic("orders", 2);
  for (const [partition, count] of [[0, 5], [1, 10]] as const) {
    for (let offset = 0; offset < count; offset++) {
      partitions[partition]!.push({
        offset,
        timestampMs: offset,
        timestampType: "CREATE_TIME",
        key: null,
        value: null,
        headers: [],
      });
    }
  }
  services.groups.set("billing", {
    groupId: "billing",
    isSimple: false,
    state: "PreparingRebalance",
    assignor: "range",
    coordinatorId: 1,
    members: [{
      memberId: "c-1",
      instanceId: null,
      clientId: "client",
      assignments: [{ topic: "orders", partition: 1 }],
    }],
    offsets: [
      { topic: "orders", partition: 0, offset: 2 },
      { topic: "orders", partition: 1, offset: 3 },
      { topic: "deleted", partition: 0, offset: 9 },
    ],
  });
}

/** An app with that group. */
export function appWithGroup() {
  const made = fakeApp();
  addGroup(made.services);
  return made;
}
