/**
 * Makes requests for a coordinator: every operation, over few paths, with what is right and what is
 * just beside it.
 *
 * @module
 */
import type { SeededRandom } from "../../lib/io/random.ts";
import type { ACL } from "../../lib/zookeeper/protocol/data_records.ts";
import { OpCode } from "../../lib/zookeeper/protocol/op_code.ts";
import { acl, client, type Member, member } from "../conformance/zookeeper_diff/step.ts";
import type { Step } from "../conformance/zookeeper_diff/scenario.ts";
import { pick } from "./fuzz_target.ts";

const NAMES = ["a", "b", "a/x", "a/y", "a/x/z", "b/x"];
const ODD_PATHS = ["", "/", "a", "/a/", "//", "/a/../b", "/a/\u0000", "/zookeeper", null];
const ACLS: readonly (readonly ACL[] | null)[] = [
  acl("world:anyone:31"),
  acl("world:anyone:31"),
  acl("world:anyone:31"),
  acl("world:anyone:1"),
  acl("auth::31"),
  acl("digest:u:p:31"),
  acl("ip:127.0.0.1:31", "world:anyone:9"),
  acl("none:x:31"),
  acl("world:anyone:0"),
  [],
  null,
];
const CREATES = [OpCode.create, OpCode.create2, OpCode.createContainer, OpCode.createTTL];
const MODES = [0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, -1];
const TTLS = [-1, 0, 1, 500, 2 ** 40];
const VERSIONS = [-1, -1, -1, 0, 1, 2, -2, 2 ** 31 - 1];
const DATA_BYTES_MAX = 300;
const MEMBERS_MAX = 5;
const to = client("fuzz");

/** A request: what its header asks for, and its body. */
export interface FuzzRequest {
  readonly type: number;
  readonly body: Uint8Array;
}

/** Requests as chance has them. */
export class CoordinatorRequests {
  readonly #random: SeededRandom;
  readonly #makers: readonly (() => Step)[];
  /** Those after which the connection is closed, for the most part. */
  readonly #lastMakers: readonly (() => Step)[];

  constructor(random: SeededRandom) {
    this.#random = random;
    const path = () => this.#path();
    const version = () => pick(random, VERSIONS);
    const watch = () => random.int(2) === 0;
    const create = () => this.#create();
    this.#makers = [
      create,
      create,
      create,
      create,
      () => to.delete(path(), version()),
      () => to.setData(path(), this.#data(), version()),
      () => to.setData(path(), this.#data(), version()),
      () => to.exists(path(), watch()),
      () => to.getData(path(), watch()),
      () => to.getChildren(path(), watch()),
      () => to.getChildren2(path(), watch()),
      () => to.getACL(path()),
      () => to.setACL(path(), pick(random, ACLS), version()),
      () => to.sync(path()),
      () => to.multi(...this.#members()),
      () => to.multi(...this.#members()),
      () => to.multiRead(...this.#reads()),
      () => to.auth(pick(random, ["digest", "ip"]), pick(random, ["u:p", "v:q", ""])),
      () => to.sasl("x"),
      () => to.addWatch(path(), random.int(3)),
      () => to.removeWatches(path(), 1 + random.int(3)),
      () => to.checkWatches(path(), 1 + random.int(3)),
      () => to.setWatches(this.#watches()),
      () => this.#setWatches2(),
      () => to.getEphemerals(path()),
      () => to.getAllChildrenNumber(path()),
      () => to.whoAmI(),
      () => to.reconfig("server.1=x"),
      () => to.raw(OpCode.ping, new Uint8Array(0)),
    ];
    this.#lastMakers = [
      () => to.closeSession(),
      () => to.check(path(), version()),
      () => to.auth(pick(random, ["none", null]), "x"),
      () => to.raw(random.int(130) - 15, random.bytes(random.int(40))),
    ];
  }

  next(): FuzzRequest {
    const isLast = this.#random.int(50) === 0;
    const step = pick(this.#random, isLast ? this.#lastMakers : this.#makers)();
    if (step.kind !== "request") throw new Error(`${step.text} is no request`);
    return step.request;
  }

  #path(): string | null {
    if (this.#random.int(20) === 0) return pick(this.#random, ODD_PATHS);
    return `/${pick(this.#random, NAMES)}`;
  }

  #data(): string | null {
    return this.#random.int(10) === 0 ? null : "x".repeat(this.#random.int(DATA_BYTES_MAX));
  }

  #create(): Step {
    const random = this.#random;
    const isPlain = random.int(3) > 0;
    return to.create(this.#path(), {
      data: this.#data(),
      code: isPlain ? OpCode.create : pick(random, CREATES),
      flags: pick(random, MODES),
      ttl: pick(random, TTLS),
      acl: pick(random, ACLS),
    });
  }

  #members(): Member[] {
    const random = this.#random;
    return Array.from({ length: random.int(MEMBERS_MAX + 1) }, () => {
      const version = pick(random, VERSIONS);
      switch (random.int(9)) {
        case 0:
        case 1:
        case 2: {
          const code = pick(random, CREATES);
          const options = { code, flags: pick(random, MODES), acl: pick(random, ACLS) };
          return member.create(this.#path(), options);
        }
        case 3:
        case 4:
          return member.delete(this.#path(), version);
        case 5:
          return member.check(this.#path(), version);
        case 6:
          return member.other(random.int(30), "/a");
        default:
          return member.setData(this.#path(), this.#data(), version);
      }
    });
  }

  #reads(): Member[] {
    return Array.from({ length: this.#random.int(MEMBERS_MAX) }, () => {
      const isData = this.#random.int(2) === 0;
      return isData ? member.getData(this.#path()) : member.getChildren(this.#path());
    });
  }

  #paths(): (string | null)[] {
    return Array.from({ length: this.#random.int(4) }, () => this.#path());
  }

  #watches() {
    return {
      relativeZxid: this.#random.int(50),
      dataWatches: this.#paths(),
      existWatches: this.#paths(),
      childWatches: this.#paths(),
    };
  }

  #setWatches2(): Step {
    return to.setWatches2({
      ...this.#watches(),
      persistentWatches: this.#paths(),
      persistentRecursiveWatches: this.#paths(),
    });
  }
}
