/**
 * Random members on a random disk: whatever they do, in whatever order, every request is answered
 * once, a generation is one for all its members, nobody gets another's assignment, what was
 * acknowledged is found after a restart, and closing leaves no timer.
 *
 * A failing seed is printed with its step; put it alone into SEEDS to look at it.
 */
import { describe, expect, test } from "bun:test";
import { SeededRandom } from "../../../lib/io/random.ts";
import type { JoinReply, SyncReply } from "../../../lib/kafka/group/classic/member.ts";
import { ErrorCode } from "../../../lib/kafka/protocol/error_code.ts";
import { bytes, Fixture, GROUP, settle, subscription } from "./fixture.ts";

const SEEDS = Array.from({ length: 60 }, (_, i) => 1000 + i);
const STEPS = 400;
const CLIENTS = 6;
const { NONE, MEMBER_ID_REQUIRED, UNKNOWN_MEMBER_ID } = ErrorCode;

interface Client {
  readonly name: string;
  readonly groupInstanceId: string | null;
  memberId: string;
  generationId: number;
  /** What a well-behaved client would do next. */
  next: "join" | "wait" | "sync" | "work";
  /** Ids of all members, where this client leads its generation. */
  led: { name: string; memberId: string }[];
}

/** What all members of a generation were told. */
interface Generation {
  leader: string;
  protocolName: string;
}

class Run {
  readonly fixture: Fixture;
  readonly #random: SeededRandom;
  readonly #clients: Client[];
  readonly #generations = new Map<number, Generation>();
  /** The greatest offset of each partition that was acknowledged. */
  readonly #acknowledged = new Map<number, number>();
  #nextOffset = 1;
  #asked = 0;
  #answered = 0;
  readonly #failures: unknown[] = [];
  #latestGeneration = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.fixture = new Fixture({
      seed,
      config: {
        groupMaxSize: this.#random.int(4) === 0 ? 3 : 100,
        groupInitialRebalanceDelayMs: this.#random.int(2) * 500,
      },
    });
    this.#clients = Array.from({ length: CLIENTS }, (_, i) => ({
      name: i % 3 === 2 ? `static-${i}` : `client-${i}`,
      groupInstanceId: i % 3 === 2 ? `static-${i}` : null,
      memberId: "",
      generationId: -1,
      next: "join" as const,
      led: [],
    }));
  }

  async steps(): Promise<void> {
    // With an offset the group does not expire: generations never begin anew.
    await this.fixture.commit([{ topic: "kept", offset: 1 }]);
    for (let step = 0; step < STEPS; step++) {
      this.#act();
      if (this.#random.int(3) > 0) await settle();
      this.#check();
    }
    this.fixture.log().failAppends(null);
    this.fixture.log().release();
    await settle();
    this.#check();
  }

  async finish(): Promise<void> {
    await this.#checkRestart();
    this.fixture.groups.close();
    await settle();
    expect(this.#failures).toEqual([]);
    expect(this.#answered).toBe(this.#asked);
    expect(this.fixture.clock.pending).toBe(0);
    expect(this.fixture.logger.messages("ERROR")).toEqual([]);
  }

  /** Mostly what clients do, now and then anything at all. */
  #act(): void {
    const client = this.#clients[this.#random.int(CLIENTS)]!;
    const choice = this.#random.int(100);
    if (choice < 72) this.#behave(client);
    else if (choice < 80) this.fixture.clock.advance(this.#random.int(3000));
    else if (choice < 88) this.#misbehave(client);
    else this.#disturb(client);
  }

  #behave(client: Client): void {
    if (client.next === "join") this.#join(client);
    else if (client.next === "sync") this.#sync(client);
    else if (client.next === "wait") this.fixture.clock.advance(this.#random.int(200));
    else if (this.#random.int(3) > 0) this.#heartbeat(client);
    else this.#commit(client);
  }

  #misbehave(client: Client): void {
    const choice = this.#random.int(5);
    if (choice === 0) this.#join(client);
    else if (choice === 1) this.#sync(client);
    else if (choice === 2) this.#heartbeat(client);
    else if (choice === 3) this.#commit(client);
    else this.#leave(client);
  }

  #disturb(client: Client): void {
    const log = this.fixture.log();
    const choice = this.#random.int(12);
    if (choice === 0) this.fixture.clock.advance(this.#random.int(70_000));
    else if (choice < 3) forget(client);
    else if (choice < 5) log.hold();
    else if (choice < 8) log.flush();
    else if (choice < 9) log.failAppends(new Error("disk full"));
    else if (choice < 11) log.failAppends(null);
    else if (this.#random.int(4) > 0) this.#transact();
    else this.#expect(this.fixture.groups.expireOffsets(), () => {});
  }

  /** Counts a request and its one answer. */
  #expect<Answer>(request: Promise<Answer>, check: (answer: Answer) => void): void {
    this.#asked += 1;
    void request.then((answer) => {
      this.#answered += 1;
      check(answer);
    }).catch((error) => this.#failures.push(error));
  }

  #join(client: Client): void {
    const { memberId, groupInstanceId } = client;
    const names = this.#random.int(5) === 0 ? ["sticky", "range"] : ["range", "sticky"];
    const metadata = subscription(this.#random.int(6) === 0 ? "other" : "topic");
    const request = {
      memberId,
      groupInstanceId,
      clientId: client.name,
      terms: {
        sessionTimeoutMs: 6000 + this.#random.int(6000),
        rebalanceTimeoutMs: 5000 + this.#random.int(20_000),
        protocols: names.map((name) => ({ name, metadata })),
      },
      takesMemberId: this.#random.int(2) === 0,
      skipsAssignment: this.#random.int(2) === 0,
    };
    client.next = "wait";
    this.#expect(this.fixture.join(request), (reply) => this.#joined(client, reply));
  }

  #joined(client: Client, reply: JoinReply): void {
    client.next = reply.errorCode === NONE ? "sync" : "join";
    if (reply.errorCode === MEMBER_ID_REQUIRED) client.memberId = reply.memberId;
    else if (reply.errorCode === UNKNOWN_MEMBER_ID) client.memberId = "";
    if (reply.errorCode !== NONE) return;
    const generationId = reply.generationId!;
    client.memberId = reply.memberId;
    client.generationId = generationId;
    const { leader, protocolName } = reply;
    const isLeader = leader === reply.memberId;
    client.led = isLeader
      ? reply.members.map(({ memberId, groupInstanceId }) => ({
        memberId,
        name: groupInstanceId ?? memberId,
      }))
      : [];
    expect(reply.members.length > 0).toBe(isLeader);
    const known = this.#generations.get(generationId);
    this.#generations.set(generationId, known ?? { leader, protocolName: protocolName! });
    expect(protocolName).toBe(known?.protocolName ?? protocolName);
    // A static leader comes back under another id in the same generation; nobody else may differ.
    if (known !== undefined && known.leader !== leader) {
      expect(leader.startsWith("static-") && known.leader.startsWith("static-")).toBe(true);
    }
  }

  #sync(client: Client): void {
    const { memberId, generationId, groupInstanceId, led } = client;
    const assignments = led.map((member) => ({
      memberId: member.memberId,
      assignment: bytes(`${generationId} ${member.name}`),
    }));
    const name = groupInstanceId ?? memberId;
    const protocolName = null;
    const request = { memberId, generationId, groupInstanceId, assignments, protocolName };
    client.next = "wait";
    this.#expect(this.fixture.sync(request), (reply) => {
      client.next = reply.errorCode === NONE ? "work" : "join";
      checkSync(reply, generationId, name);
    });
  }

  #heartbeat(client: Client): void {
    const { memberId, generationId, groupInstanceId } = client;
    this.#expect(this.fixture.heartbeat(memberId, generationId, groupInstanceId), (code) => {
      if (code === UNKNOWN_MEMBER_ID) forget(client);
      else if (code !== NONE && client.next === "work") client.next = "join";
    });
  }

  #commit({ memberId, generationId, groupInstanceId }: Client): void {
    const partition = this.#random.int(3);
    const offset = this.#nextOffset++;
    const commit = { memberId, generationId, groupInstanceId };
    this.#expect(this.fixture.commit([{ partition, offset }], commit), ([code]) => {
      if (code !== NONE) return;
      const before = this.#acknowledged.get(partition) ?? 0;
      this.#acknowledged.set(partition, Math.max(before, offset));
    });
  }

  /** A producer commits in the second topic, or its transaction ends. */
  #transact(): void {
    const producerId = this.#random.int(3);
    const transaction = { producerId, producerEpoch: 0 };
    if (this.#random.int(2) === 0) {
      const end = this.#random.int(3) > 0 ? "commit" : "abort";
      this.#expect(this.fixture.endTransaction(end, transaction), () => {});
      return;
    }
    const offset = { topic: "second", partition: this.#random.int(3), offset: this.#nextOffset++ };
    const commit = this.#random.int(3) === 0
      ? this.fixture.commit([offset])
      : this.fixture.commitInTransaction([offset], { transaction });
    this.#expect(commit, () => {});
  }

  #leave(client: Client): void {
    const { memberId, groupInstanceId } = client;
    const leaver = { memberId, groupInstanceId, reason: null };
    this.#expect(this.fixture.groups.leaveGroup(GROUP, [leaver]), () => {});
    forget(client);
  }

  /** Generations only go up while the group is there, and Stable is only what has members. */
  #check(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
    const [group] = this.fixture.groups.groups();
    if (group === undefined) throw new Error("the group is gone");
    expect(group.generationId).toBeGreaterThanOrEqual(this.#latestGeneration);
    this.#latestGeneration = group.generationId;
    if (group.state === "Stable" || group.state === "CompletingRebalance") {
      expect(group.memberCount).toBeGreaterThan(0);
    }
    if (group.state === "Empty") expect(group.memberCount).toBe(0);
  }

  async #checkRestart(): Promise<void> {
    const next = await this.fixture.restarted();
    for (const [partition, offset] of this.#acknowledged) {
      const found = await next.committed("topic", partition);
      expect(found).toBeGreaterThanOrEqual(offset);
      expect(found).toBe(await this.fixture.committed("topic", partition));
    }
    for (const partition of [0, 1, 2]) {
      expect(await next.committed("second", partition))
        .toBe(await this.fixture.committed("second", partition));
      expect(await next.stability("second", partition))
        .toBe(await this.fixture.stability("second", partition));
    }
    const described = await this.fixture.groups.describeGroup(GROUP);
    if (described.groupState === "Stable") {
      expect(sorted(await next.groups.describeGroup(GROUP))).toEqual(sorted(described));
    }
    const [group] = this.fixture.groups.groups();
    const [found] = next.groups.groups();
    expect(found!.generationId).toBeLessThanOrEqual(group!.generationId);
    next.groups.close();
    expect(next.clock.pending).toBe(0);
  }
}

/** The process was restarted, or put out. */
function forget(client: Client): void {
  client.memberId = "";
  client.next = "join";
}

/** A member gets what its generation's leader meant for it, or nothing where it was left out. */
function checkSync(reply: SyncReply, generationId: number, name: string): void {
  if (reply.errorCode !== NONE || reply.assignment.length === 0) return;
  expect(new TextDecoder().decode(reply.assignment)).toBe(`${generationId} ${name}`);
}

function sorted(group: Awaited<ReturnType<Fixture["groups"]["describeGroup"]>>) {
  const members = [...group.members].sort((a, b) => a.memberId < b.memberId ? -1 : 1);
  return { ...group, members };
}

describe("a random group", () => {
  test.each(SEEDS)("seed %d", async (seed) => {
    const run = new Run(seed);
    await run.steps();
    await run.finish();
  });
});
