/**
 * Access lists by number, each list once: most nodes have one of a few.
 *
 * @module
 */
import type { ACL } from "../protocol/data_records.ts";
import { OPEN_ACL_UNSAFE } from "./acl.ts";

interface SharedList {
  readonly acl: readonly ACL[];
  readonly key: string;
  uses: number;
}

const OPEN = 0;

function keyOf(acl: readonly ACL[]): string {
  return JSON.stringify(acl.map(({ perms, id }) => [perms, id.scheme, id.id]));
}

/** The lists in use. The open one is number 0, whether in use or not. */
export class AclTable {
  readonly #lists: (SharedList | null)[] = [{ acl: OPEN_ACL_UNSAFE, key: "", uses: 0 }];
  readonly #numbers = new Map<string, number>();
  /** Numbers that no list has. */
  readonly #vacant: number[] = [];

  /** The number of a list that one node more uses. */
  take(acl: readonly ACL[]): number {
    if (acl === OPEN_ACL_UNSAFE) return OPEN;
    const key = keyOf(acl);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#vacant.pop() ?? this.#lists.length;
      this.#numbers.set(key, number);
      this.#lists[number] = { acl, key, uses: 0 };
    }
    this.#lists[number]!.uses += 1;
    return number;
  }

  get(number: number): readonly ACL[] {
    return this.#lists[number]!.acl;
  }

  /** One node less uses a list. */
  release(number: number): void {
    if (number === OPEN) return;
    const list = this.#lists[number]!;
    list.uses -= 1;
    if (list.uses > 0) return;
    this.#numbers.delete(list.key);
    this.#lists[number] = null;
    this.#vacant.push(number);
  }
}
